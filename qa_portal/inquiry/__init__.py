"""The nouns of looking into accesses: cases, broken glass, unusual openings, checks of the chain, signed exports.

Rooms of privacy and the patient's own page meet here. What people type is sealed; `reading` opens it and records it.
"""
