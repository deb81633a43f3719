"""After the answer: was it read, did it help, how is the patient now? Who enters is ANSWERED or CLOSED.

Steps: REPLY or REOPEN, when somebody got worse; then a case of safety is opened, which only a person closes.
"""
