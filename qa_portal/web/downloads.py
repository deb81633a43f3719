"""Sending private files: a picture we drew ourselves may be shown, everything else can only be saved."""

from collections.abc import Iterable

from flask import Response

PICTURE_TYPE, PDF_TYPE, ZIP_TYPE = "image/jpeg", "application/pdf", "application/zip"
SHUT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""A file runs nothing and asks for nothing, whatever a browser takes it for."""


def picture(clear_segments: Iterable[bytes], size: int) -> Response:
    """Answer with a picture, to be shown."""
    return _answer(clear_segments, size, PICTURE_TYPE, "inline")


def download(clear_segments: Iterable[bytes], size: int, name: str) -> Response:
    """Answer with a PDF, to be saved under a name of ours, never shown."""
    return _answer(clear_segments, size, PDF_TYPE, f'attachment; filename="{name}.pdf"')


def archive(name: str, pieces: Iterable[bytes]) -> Response:
    """Answer with a ZIP archive, to be saved; its size is not known before it is made."""
    return _answer(pieces, None, ZIP_TYPE, f'attachment; filename="{name}.zip"')


def _answer(clear_segments: Iterable[bytes], size: int | None, media_type: str, disposition: str) -> Response:
    response = Response(clear_segments, content_type=media_type)
    if size is not None:
        response.content_length = size
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = SHUT
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
