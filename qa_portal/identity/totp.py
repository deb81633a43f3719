"""Codes of an authenticator app, and the secret behind them. Nothing is stored or read here.

Source: RFC 6238 (TOTP), RFC 4226 (HOTP). SHA-1, 6 digits and 30 seconds are what every app can do; HMAC-SHA-1 is not
weakened by the collisions of SHA-1.
"""

import base64
import secrets
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
"""Source: RFC 4226, section 4, R6 recommends 160 bits."""
STEP_SECONDS = 30
DIGITS = 6
WINDOW = 1
"""How many steps early or late a code may come: clocks of telephones differ."""
GROUP_SIGNS = 4


def new_secret() -> str:
    """Return a random secret, as apps take it: 32 signs of base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(clear_secret: str, step: int) -> str:
    """Return the code of a 30-second step."""
    # SHA-1 is what apps can do; see the source above.
    generator = TOTP(base64.b32decode(clear_secret), DIGITS, SHA1(), STEP_SECONDS)
    return generator.generate(step * STEP_SECONDS).decode()


def step_at(seconds: float) -> int:
    """Return the step a time (in seconds since 1970) lies in."""
    return int(seconds // STEP_SECONDS)


def step_of(clear_secret: str, clear_code: str, *, now: int, after: int) -> int | None:
    """Return the step a code belongs to, when it is newer than `after` and close to the step `now`; else None.

    Every step is compared, each in constant time: how long it takes tells nothing.
    """
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        fits = constant_time.bytes_eq(code_at(clear_secret, step).encode(), clear_code.encode())
        if fits and step > after:
            found = step
    return found


def address(clear_secret: str, *, issuer: str, label: str) -> str:
    """Return the `otpauth:` address an app reads from the picture."""
    name = f"{quote(issuer)}:{quote(label)}"
    facts = {"secret": clear_secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{name}?{urlencode(facts, quote_via=quote)}"


def picture(clear_text: str) -> str:
    """Return a QR code as a `data:` address of an SVG picture, dark on white in every colour scheme."""
    made = segno.make(clear_text, error="m", micro=False)
    return made.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def grouped(clear_secret: str) -> str:
    """Return a secret as people copy it by hand: in groups of four."""
    return " ".join(clear_secret[at : at + GROUP_SIGNS] for at in range(0, len(clear_secret), GROUP_SIGNS))
