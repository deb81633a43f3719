"""Guides before they are public: drafts, the second person's check, versions. What is released goes to `library`.

No word of a patient stands in a guide, so nothing here is sealed; the public side cannot reach it all the same.
"""
