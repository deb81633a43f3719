"""The register of consents: which patient said yes to which words, shown with which wording, when, and until when.

In: what the journey's review writes; out: the officer's page. It holds no word of the texts, only their hashes.
"""
