"""Copies of both stores that outlive the machine, and proof that they can be put back.

In: both stores and the attachments; out: sealed archives, a log of erasures, restored stores, records of drills.
"""
