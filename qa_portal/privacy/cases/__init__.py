"""The privacy officer's cases: what a patient did not recognise, what was unusual, complaints; and the registers.

In: reports and findings; out: an answer to the patient, signed registers.
"""
