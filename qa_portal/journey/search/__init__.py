"""The public search: a reader comes with words and leaves with an answer, or knows what to do instead.

It reads the library through its index. Words are never logged or kept, and a damaged index is no dead end.
"""
