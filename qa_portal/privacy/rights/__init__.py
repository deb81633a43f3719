"""A patient's rights over what they told us: take it along, have it erased, and hold a proof of it.

In: a patient who shows that it is them; out: a download, or rows without words, keys destroyed, a certificate.
"""
