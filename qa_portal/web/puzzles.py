"""A small sum that a form carries when many have tried: it costs a crowd of machines more than a person.

The sum: find eight hex digits so that SHA-256 over the seed and them begins with so many zero bits. Without a script
a person waits instead and sends again. A puzzle is signed, bound to its form and its caller, and good for one use.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from qa_portal import clock, settings
from qa_portal.errors import TooMany
from qa_portal.web.limits import client, first_use, within_rate

LIFETIME_SECONDS = 20 * 60
MAX_HARDER = 6
"""Each bit more doubles the work: at most 64 times the first sum."""
WAITED_RATE = "2/minute"
"""So often a caller may wait instead of solving: else a crowd would collect puzzles and wait for all at once."""
ANSWER = re.compile(r"[0-9a-f]{8}")
_SHOWN = "form_puzzle"


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a form shows: the signed token to send back, the sum, and how long to wait without solving it."""

    token: str
    seed: str
    bits: int
    wait_seconds: int


class PuzzleNeeded(TooMany):
    """The form has to be sent again with its puzzle solved, or after the wait."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__("Please send the form once more.", wait_seconds)


def show(form: str, *, harder: int = 0) -> Puzzle:
    """Put a new puzzle on the form this request shows."""
    bits = settings.current().puzzle_bits + min(harder, MAX_HARDER)
    seed = secrets.token_hex(16)
    token = _signer().dumps([form, seed, bits, client(), int(clock.now().timestamp())])
    return _put(Puzzle(str(token), seed, bits, settings.current().puzzle_wait_seconds))


def shown() -> Puzzle | None:
    """Return the puzzle of the form this request shows, for the template."""
    found: Puzzle | None = g.get(_SHOWN)
    return found


def demand(form: str, *, harder: int = 0) -> None:
    """Let a form through that brings its puzzle solved, or waited out.

    Raises: PuzzleNeeded; the form is then shown with a puzzle.
    """
    token = request.form.get("puzzle", "")
    found = _opened(token, form)
    if found is None:
        raise PuzzleNeeded(show(form, harder=harder).wait_seconds)
    seed, bits, made_at = found
    left = max(0, made_at + settings.current().puzzle_wait_seconds - int(clock.now().timestamp()))
    if not is_solved(seed, bits, request.form.get("puzzle_answer", "")):
        if left > 0:
            # The wait goes on where it stands.
            raise PuzzleNeeded(_put(Puzzle(token, seed, bits, left)).wait_seconds)
        if not within_rate(WAITED_RATE, "waited", who=client()):
            raise PuzzleNeeded(show(form, harder=harder).wait_seconds)
    if not first_use(f"puzzle:{seed}", LIFETIME_SECONDS):
        raise PuzzleNeeded(show(form, harder=harder).wait_seconds)


def is_solved(seed: str, bits: int, answer: str) -> bool:
    """Say whether an answer solves the sum of a seed."""
    if ANSWER.fullmatch(answer) is None:
        return False
    digest = hashlib.sha256((seed + answer).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def _put(puzzle: Puzzle) -> Puzzle:
    setattr(g, _SHOWN, puzzle)
    return puzzle


def _opened(token: str, form: str) -> tuple[str, int, int] | None:
    """Return seed, bits and time of a puzzle made here for this form and this caller, while it holds."""
    try:
        made_for, seed, bits, caller, made_at = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    age_seconds = int(clock.now().timestamp()) - made_at
    fits = made_for == form and caller == client() and 0 <= age_seconds <= LIFETIME_SECONDS
    return (seed, bits, made_at) if fits else None


def _signer() -> URLSafeSerializer:
    # The key of form tokens was handed in: the shell itself reaches no key.
    key = current_app.config["WTF_CSRF_SECRET_KEY"]
    return URLSafeSerializer(key, salt="puzzle", signer_kwargs={"digest_method": hashlib.sha256})
