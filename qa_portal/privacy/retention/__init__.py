"""How long things are kept, and what must be kept longer: schedules, a preview before anything goes, legal holds.

In: the privacy officer, and the clock; out: erasures with their marks, holds placed and released, each recorded.
"""
