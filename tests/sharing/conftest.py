"""A public app with two topics, and its worker, as the library's tests have them."""

from tests.library.conftest import librarian, library, reader

__all__ = ["librarian", "library", "reader"]
