"""Guides: an in-depth page on a subject is written, checked by a second person, made public, changed, taken away.

Staff enter; what leaves is a page of the library. Every version is kept.
"""
