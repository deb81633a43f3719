"""What was done and read, by whom: rows without PHI, each with a MAC, linked into a hash chain.

In: `log.record()` inside the act's own transaction; out: `chain.verify()`.
"""
