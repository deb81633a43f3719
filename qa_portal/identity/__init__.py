"""People: accounts, sign-in, sessions, profile, staff, and the letters sent to them.

Anybody comes in; a known person with a role leaves. Addresses and profiles are sealed: the way to read
one is `reading.open_contact` or `reading.open_profile`, the way to write to a person is `letters.post`.
"""
