"""The private record: a question, its thread, its answers, and the draft of its publication, all sealed.

In: the rooms of the journey, through `ledger.move` and `writing`; out: `reading.open_for`, which records who read.
"""
