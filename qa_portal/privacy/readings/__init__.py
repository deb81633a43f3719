"""A patient sees who opened their question, when, in which role and why; what they do not recognise becomes a case.

In: the audit log of one question; out: a case for the privacy officer, and its answer.
"""
