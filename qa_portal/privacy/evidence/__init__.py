"""Proof for the privacy officer: each night made-up private words are planted and looked for in every byte we keep.

In: the checks that the rooms offer (`audit.evidence`); out: one page that can be printed.
"""
