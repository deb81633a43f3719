"""The house's own facts: queues and who is in them, opening hours, promises, the clinic's texts and looks.

Admins come in to change them; every other room reads them. Nothing here is about a patient, and only
`duty` (who is on call) is sealed: `page`, `models`, `calendar` and `queries` need no key.
"""
