"""Breaking the glass: a privacy officer opens one question in an emergency, with a reason, for an hour.

In: a receipt number and a reason; out: the text for this officer, a letter to the others, a review by somebody else.
"""
