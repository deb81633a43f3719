"""Two people say yes before anything is public: a second clinician, never the author; then the patient.

Steps: ACCEPT, RETURN, APPROVE, ASK_CHANGE, KEEP_PRIVATE. The approval stores the hash of what was approved.
"""
