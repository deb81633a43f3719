"""One way to the hospital's service and back: made in one browser, good for ten minutes, once.

The browser keeps the state only. Nonce and verifier are derived from it under our key, so its cookie holds no secret.
"""

import secrets

from qa_portal import clock
from qa_portal.crypto.lookup import same_token, token
from qa_portal.identity.oidc.provider import Round
from qa_portal.web.limits import first_use

LIFETIME_SECONDS = 600
RANDOM_BYTES = 24


def new_state() -> str:
    """Return the state of a new round: when it began, and a random part."""
    return f"{int(clock.now().timestamp())}.{secrets.token_hex(RANDOM_BYTES)}"


def round_of(state: str, redirect_uri: str) -> Round:
    """Return what belongs to a state."""
    verifier = token("sign-on verifier", state) + token("sign-on verifier, second half", state)
    return Round(state, token("sign-on nonce", state), verifier, redirect_uri)


def is_ours(kept: str, sent: str) -> bool:
    """Say whether an answer belongs to the round this browser began, and is the first; it counts as used then."""
    began_at, _, unique = kept.partition(".")
    if not began_at.isdecimal() or not same_token(kept, sent):
        return False
    is_fresh = clock.now().timestamp() - int(began_at) <= LIFETIME_SECONDS
    return is_fresh and first_use(f"sign-on:{unique}", LIFETIME_SECONDS)
