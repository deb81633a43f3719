"""The clinicians' lists: who enters is QUEUED or REOPENED, who leaves is CLAIMED, and nobody is forgotten.

Steps: CLAIM, HAND_BACK, TRANSFER; and by the clock RETURN, EXPIRE, CLOSE. No clear text comes in here.
"""
