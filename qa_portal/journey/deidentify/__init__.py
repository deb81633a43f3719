"""The publication desk: the worker drafts the public words of a CANDIDATE, an editor finishes them.

Steps: DRAFT, SUBMIT, DROP. The words stay sealed; a word nobody has decided on blocks the way out.
"""
