"""What goes out packed is the same when unpacked, in the form the browser asked for, and never waits for the best."""

import gzip
import time
from itertools import product

import brotli
import pytest

from qa_portal.web.packing import MOST_BYTES, READ_AGAIN, Coding, Packed, coding_for

PAGE = b"".join(b"<li><a href='/answers/%d'>What helps against a migraine?</a></li>" % number for number in range(400))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "gzip"),
        ("gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("nobr, xgzip", "identity"),
        ("br;q=many, \x00;;,=", "identity"),
    ],
)
def test_the_browser_gets_what_it_likes_best(accepted: str, coding: str) -> None:
    assert coding_for(accepted) == coding


def unpacked(body: bytes, coding: Coding) -> bytes:
    """Unpack as a browser does."""
    unpack = {Coding.BROTLI: brotli.decompress, Coding.GZIP: gzip.decompress, Coding.PLAIN: bytes}
    return bytes(unpack[coding](body))


def test_every_form_is_the_same_page_however_often_it_is_read() -> None:
    page = Packed(PAGE)
    for coding, _ in product(Coding, range(READ_AGAIN + 2)):
        assert unpacked(page.body(coding), coding) == PAGE


def test_a_page_that_is_read_again_becomes_smaller_once() -> None:
    page = Packed(PAGE)
    first = page.body(Coding.BROTLI)
    assert len(first) < len(page.body(Coding.GZIP))
    until = time.monotonic() + 20
    while (best := page.body(Coding.BROTLI)) == first and time.monotonic() < until:
        time.sleep(0.01)
    assert len(best) < len(first)
    assert brotli.decompress(best) == PAGE
    assert page.body(Coding.BROTLI) is page.body(Coding.BROTLI)


def test_nobody_waits_for_a_page_to_become_smaller() -> None:
    pages = [Packed(PAGE + str(number).encode()) for number in range(20)]
    for page in pages:
        page.body(Coding.BROTLI)
    begun = time.thread_time()
    for page, _ in product(pages, range(READ_AGAIN)):
        page.body(Coding.BROTLI)
    # The best of one alone takes twenty milliseconds.
    assert time.thread_time() - begun < 0.01


def test_what_is_very_long_stays_as_it_was_packed_first() -> None:
    page = Packed(PAGE * (MOST_BYTES // len(PAGE) + 1))
    first = page.body(Coding.BROTLI)
    for _ in range(READ_AGAIN + 1):
        assert page.body(Coding.BROTLI) is first
