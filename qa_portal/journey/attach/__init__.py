"""Photos and PDFs. A patient adds them to a draft or to the next message, a clinician to the next answer.

Takes no step: what is added waits, seen by its author only, and goes with the words when they are sent.
"""
