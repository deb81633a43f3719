"""The shelf of the library's tests."""

from tests.library.conftest import librarian, library, reader

__all__ = ["librarian", "library", "reader"]
