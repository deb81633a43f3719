"""The privacy officer looks into accesses: by patient, by member of staff, by question. Events, never texts.

In: the audit log, and what the worker found unusual; out: signed exports, cases, suspended accounts.
"""
