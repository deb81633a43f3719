"""The second person: a clinician who wrote none of its words says whether a guide is right.

Steps: ACCEPT, SEND_BACK. The yes stores the hash of what was read.
"""
