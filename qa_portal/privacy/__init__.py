"""Rights and proof, one room each. Rooms meet through the stores, audit actions and outbox topics only."""

ROOMS = ("rights", "retention", "evidence", "readings", "watch", "cases", "glass", "consents")
"""The rooms: what patients may ask of us, and what shows that we keep our word."""
