"""Lists of questions: a clinician sends one and the question is WAITING; filled in, it is CLAIMED again.

Steps: ASK_BACK, REPLY. Clinicians keep the lists of their clinic here, too.
"""
