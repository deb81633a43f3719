"""The public search index. `PublicPage` comes in, `Hit` goes out; it can be thrown away and made anew.

`backend.SearchBackend` is the contract, `whoosh` the real one, `null` the one without a disk. No words of an
answer are kept as text: they are read from the database, and marked there by `highlight`.
"""
