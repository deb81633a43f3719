"""Doors that are tried by force: sign-in, receipt codes, sign-up, a forgotten password.

Nobody is ever locked out by somebody else. A caller may try so often, then so often again with a puzzle solved each
time; who fails again and again at one account waits longer each time; and when one account, or a whole door, is tried
from everywhere, everybody solves a puzzle there first.
"""

from datetime import timedelta

from qa_portal.errors import TooMany
from qa_portal.web import limits, puzzles

WITH_PUZZLES = 3
"""A caller may try this many times its rate, the part over the rate with a puzzle each."""
FROM_ANYWHERE = "10/hour"
"""Tries at one account, from everywhere together, before its form carries a puzzle."""
PUZZLES_FROM = 10
"""A whole door asks for puzzles from one tenth of what it takes from everybody together."""
FREE_STRIKES = 5
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 15 * 60


def expect(name: str, *, tries: int = 1) -> None:
    """Before a form is shown: put a puzzle on it when the caller's next try would need one."""
    used, allowed = limits.used(name, limits.client())
    strain = max(_strain(used + tries, allowed + 1), _strain_of_all(name))
    if strain:
        puzzles.show(name, harder=strain - 1)


def knock(name: str, *, subject: str = "") -> None:
    """Count one try at a door, at an account when `subject` names one (by a value nobody can read).

    Raises: TooMany, PuzzleNeeded.
    """
    caller = limits.client()
    count, allowed = limits.counted(name, caller)
    if count > allowed * WITH_PUZZLES:
        raise TooMany("That was too often. Wait a few minutes, then try again.")
    pair = _pair(name, caller, subject)
    _refuse_waiting(limits.wait_left(pair))
    strain = max(_strain(count, allowed + 1), _strain_at(name, subject), _strain_of_all(name))
    if strain:
        puzzles.demand(name, harder=strain - 1)
    _refuse_waiting(limits.strike(pair, _wait_after))
    if subject:
        limits.counted_rate(FROM_ANYWHERE, f"{name}:subject", who=limits.hidden(subject))
    _count_for_all(name)


def opened(name: str, *, subject: str = "") -> None:
    """Forget the failures of a caller who got through."""
    limits.forgive(_pair(name, limits.client(), subject))
    if subject:
        limits.counted_rate(FROM_ANYWHERE, f"{name}:subject", who=limits.hidden(subject), tries=-1)


def _pair(name: str, caller: str, subject: str) -> str:
    return f"{name}:{limits.hidden(caller, subject)}"


def _wait_after(strikes: int) -> timedelta:
    if strikes < FREE_STRIKES:
        return timedelta()
    seconds = FIRST_WAIT_SECONDS * 2 ** min(strikes - FREE_STRIKES, 10)
    return timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))


def _refuse_waiting(seconds: int) -> None:
    if seconds > 0:
        raise TooMany("That was too often. Wait a few minutes, then try again.", seconds)


def _strain(count: int, near: int) -> int:
    """Return how many times a count has doubled past where puzzles begin, from 1 on; 0 below."""
    # A success that is taken off after its window ended, or under another root's name, may leave less than nothing.
    return (max(count, 0) // near).bit_length()


def _strain_at(name: str, subject: str) -> int:
    if not subject:
        return 0
    count, allowed = limits.used_rate(FROM_ANYWHERE, f"{name}:subject", who=limits.hidden(subject))
    return _strain(count, allowed)


def _strain_of_all(name: str) -> int:
    everybody = f"{name}_everybody"
    if not limits.is_known(everybody):
        return 0
    count, allowed = limits.used(everybody, "all")
    return _strain(count, max(1, allowed // PUZZLES_FROM))


def _count_for_all(name: str) -> None:
    everybody = f"{name}_everybody"
    if not limits.is_known(everybody):
        return
    count, allowed = limits.counted(everybody, "all")
    if count > allowed:
        raise TooMany("That was too often. Wait a few minutes, then try again.", limits.window_seconds(everybody))
