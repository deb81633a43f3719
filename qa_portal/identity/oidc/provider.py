"""Talking to the hospital's sign-on service: where to send people, and what its answer is worth.

Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7; RFC 7636 (PKCE); RFC 9207 (issuer in the answer).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from qa_portal import clock
from qa_portal.errors import PortalError
from qa_portal.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures we take; `none` and those made with a shared secret are not among them."""
TIMEOUT_SECONDS = 5
LEEWAY_SECONDS = 60
ON_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
MFA = {"mfa", "otp", "hwk"}


class SignOnFailed(PortalError):
    """The service does not answer, or its answer is not to be believed."""

    http_status = 502


@dataclass(frozen=True, slots=True)
class Round:
    """One way there and back: what ties the answer to the question."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, repr=False)
class SignedOn:
    """Whom the service vouches for."""

    issuer: str
    subject: str
    clear_email: str
    """Empty unless the service says that it has been verified."""
    has_second_factor: bool


def way_there(here: Settings, this: Round) -> str:
    """Return the address to send a browser to.

    Raises: SignOnFailed.
    """
    facts = _discovered(here)
    url, _state = _session(here, this).create_authorization_url(
        facts["authorization_endpoint"], state=this.state, nonce=this.nonce, code_verifier=this.verifier
    )
    return str(url)


def take_back(here: Settings, this: Round, answer: Mapping[str, str]) -> SignedOn:
    """Trade the code of an answer for the ID token, and check all of it.

    Raises: SignOnFailed.
    """
    facts = _discovered(here)
    wants_issuer = facts.get("authorization_response_iss_parameter_supported") is True
    if answer.get("iss", "" if wants_issuer else here.oidc_issuer) != here.oidc_issuer:
        raise SignOnFailed("another service answered")
    if not answer.get("code"):
        raise SignOnFailed("the service let nobody in")
    try:
        tokens = _session(here, this).fetch_token(
            facts["token_endpoint"], code=answer["code"], code_verifier=this.verifier, timeout=TIMEOUT_SECONDS
        )
        keys = KeySet.import_key_set(_fetched(facts["jwks_uri"]))
        claims = _checked(here, this, str(tokens["id_token"]), keys)
    except (AuthlibBaseError, JoseError, requests.RequestException, KeyError, ValueError, TypeError):
        # What went wrong may hold a token.
        raise SignOnFailed("the answer of the service does not hold") from None
    return _person(here, claims)


def _checked(here: Settings, this: Round, id_token: str, keys: KeySet) -> dict[str, Any]:
    token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
    registry = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": here.oidc_issuer},
        aud={"essential": True, "value": here.oidc_client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": this.nonce},
    )
    registry.validate(token.claims)
    audience = token.claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and token.claims.get("azp") != here.oidc_client_id:
        raise ValueError("the token is for somebody else, too")
    return dict(token.claims)


def _person(here: Settings, claims: Mapping[str, Any]) -> SignedOn:
    verified = claims.get("email_verified") is True
    methods = claims.get("amr")
    by_method = isinstance(methods, list) and bool(MFA & {str(method) for method in methods})
    by_class = bool(here.oidc_mfa_acr) and claims.get("acr") == here.oidc_mfa_acr
    email = str(claims.get("email") or "") if verified else ""
    return SignedOn(here.oidc_issuer, str(claims["sub"]), email, by_method or by_class)


def _session(here: Settings, this: Round) -> Any:
    return OAuth2Session(
        here.oidc_client_id,
        here.oidc_client_secret,
        scope="openid email",
        redirect_uri=this.redirect_uri,
        code_challenge_method="S256",
    )


def _discovered(here: Settings) -> dict[str, Any]:
    """Return what the service says of itself; it must call itself what we call it."""
    try:
        facts = _fetched(here.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration")
        places = [facts[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    except (requests.RequestException, KeyError, ValueError, TypeError):
        raise SignOnFailed("the service does not answer") from None
    if facts.get("issuer") != here.oidc_issuer or not all(is_safe(str(place)) for place in places):
        raise SignOnFailed("the service is not the one of the settings")
    return dict(facts)


def is_safe(address: str) -> bool:
    """Say whether nobody on the way can read or change what is sent to an address."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)


def _fetched(address: str) -> Any:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    if answer.status_code != requests.codes.ok:
        raise ValueError("no answer")
    return json.loads(answer.content)
