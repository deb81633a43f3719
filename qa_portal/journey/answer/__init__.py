"""The conversation: a clinician answers a CLAIMED question or asks back; the patient replies until it is closed.

Steps: SCHEDULE, UNDO, ANSWER, ASK_BACK, REPLY, CLOSE_UNANSWERED, CLOSE, REOPEN. With consent, an answer is
proposed for publication.
"""
