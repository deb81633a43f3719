"""Keys and sealing. A root key opens person keys, a person key opens question keys, a question key opens fields.

In: clear text at the moment it is written; out: `Sealed` bytes bound to their place.
Reading goes through `question.reading` and `identity.reading` only.
"""
