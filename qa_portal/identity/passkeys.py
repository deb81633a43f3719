"""Passkeys: made, used, and refused when their counter says that there is a copy.

A challenge is stored here, works once, for five minutes, in the browser it was made for. Signatures are checked by the
`webauthn` library. Source: WebAuthn level 3, sections 7.1 and 7.2.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, structs
from webauthn.helpers.exceptions import WebAuthnException

from qa_portal import clock, settings
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import Actor as Recorded
from qa_portal.audit.log import record
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import NotFound
from qa_portal.identity import factors, letters, queries, sessions
from qa_portal.identity.factor_models import Passkey, PasskeyChallenge
from qa_portal.identity.factors import Kind, WrongCode
from qa_portal.identity.models import LetterKind
from qa_portal.identity.reading import open_contact
from qa_portal.identity.service import STRANGER, Known
from qa_portal.identity.sessions import NewSession

CHALLENGE_MINUTES = 5
MOST = 10
"""So many passkeys a person may have."""


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a passkey is for: a host name, and the address its pages are at."""

    host: str
    origin: str


def site() -> Site:
    """Return the site as `QA_BASE_URL` names it."""
    parts = urlsplit(settings.current().base_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def are_possible() -> bool:
    """Say whether browsers make passkeys for this site: they do for names, not for bare network addresses."""
    try:
        ip_address(site().host)
    except ValueError:
        return True
    return False


def ask_to_make(user: Actor, bound_to: str, clinic_name: str) -> str:
    """Return, as JSON, what a browser needs to make a passkey."""
    with transaction() as session:
        contact = open_contact(session, user, user.id, "make a passkey")
        asked = webauthn.generate_registration_options(
            rp_id=site().host,
            rp_name=clinic_name,
            user_id=user.id.encode(),
            user_name=contact.email,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(session, user.id),
        )
        _keep(session, bound_to, asked.challenge)
    return webauthn.options_to_json(asked)


def add(user: Actor, bound_to: str, *, name: str, credential: str) -> None:
    """Keep the passkey a browser has made; mail tells of it.

    Raises: WrongCode.
    """
    challenge = _spend(bound_to, credential)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site().host,
            expected_origin=site().origin,
        )
    except (WebAuthnException, ValueError):
        _refuse(user, "registration")
    with transaction() as session:
        queries.for_update(session, user.id)
        known = session.scalars(select(Passkey.id).where(Passkey.account_id == user.id)).all()
        taken = session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id))
        if taken is not None or len(known) >= MOST:
            raise WrongCode("This passkey cannot be added.")
        key = Passkey(id=new_id(), account_id=user.id, name=name, sign_count=made.sign_count, created_at=clock.now())
        key.credential_id, key.public_key = made.credential_id, made.credential_public_key
        session.add(key)
        record(session, Action.FACTOR_ADDED, actor=user, subject_id=user.id, kind=Kind.PASSKEY, factor_id=key.id)
        letters.post(session, user.id, LetterKind.FACTOR_CHANGED, factors.SECURITY_PAGE)


def remove(user: Actor, passkey_id: str) -> None:
    """Take a passkey away; mail tells of it.

    Raises: NotFound.
    """
    with transaction() as session:
        key = session.get(Passkey, passkey_id)
        if key is None or key.account_id != user.id:
            raise NotFound("There is nothing here.")
        session.delete(key)
        record(session, Action.FACTOR_REMOVED, actor=user, subject_id=user.id, kind=Kind.PASSKEY, factor_id=key.id)
        letters.post(session, user.id, LetterKind.FACTOR_CHANGED, factors.SECURITY_PAGE)


def ask_to_use(bound_to: str, account_id: str = "") -> str:
    """Return, as JSON, what a browser needs to use a passkey: one of an account, or any of this site.

    Without an account nothing depends on who is known here.
    """
    with transaction() as session:
        asked = webauthn.generate_authentication_options(
            rp_id=site().host,
            allow_credentials=_descriptors(session, account_id) if account_id else None,
            user_verification=_verification(account_id),
        )
        _keep(session, bound_to, asked.challenge)
    return webauthn.options_to_json(asked)


def enter(bound_to: str, credential: str) -> NewSession:
    """Sign somebody in with a passkey alone: the device has checked that it is they.

    Raises: WrongCode.
    """
    key = _used(bound_to, credential, account_id="")
    with transaction() as session:
        account = queries.for_update(session, key.account_id)
        if not account.is_active:
            raise WrongCode("This passkey does not work here.")
        return factors.admit(session, account, Kind.PASSKEY)


def enter_half(half: sessions.LiveSession, credential: str) -> NewSession:
    """Let somebody in who gave the password before, and now a passkey.

    Raises: WrongCode.
    """
    _used(half.id, credential, account_id=half.account_id)
    with transaction() as session:
        return factors.begin_whole(session, half, Kind.PASSKEY)


def prove(user: Actor, session_id: str, credential: str) -> None:
    """Check a passkey of somebody who is signed in.

    Raises: WrongCode.
    """
    _used(session_id, credential, account_id=user.id)


def _used(bound_to: str, credential: str, *, account_id: str) -> Passkey:
    """Check what a browser signed; with an account it must be one of its passkeys."""
    challenge = _spend(bound_to, credential)
    key = _named(credential)
    actor = Known(key.account_id, queries.account(read(), key.account_id).role) if key else STRANGER
    if key is None or key.copied_at is not None or (account_id and key.account_id != account_id):
        _refuse(actor, "unknown")
    try:
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site().host,
            expected_origin=site().origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=0,
            require_user_verification=not account_id,
        )
    except (WebAuthnException, ValueError):
        _refuse(actor, "signature")
    if not _count(key, signed.new_sign_count):
        _stop(actor, key)
    return key


def _count(key: Passkey, new: int) -> bool:
    """Move the counter on; False when it went back or stood still, which a copy of the key would do."""
    if key.sign_count and new <= key.sign_count:
        return False
    moving = update(Passkey).where(Passkey.id == key.id, Passkey.sign_count == key.sign_count)
    with transaction() as session:
        moved = session.execute(moving.values(sign_count=new, used_at=clock.now()).returning(Passkey.id))
        return moved.scalar() is not None


def _stop(actor: Recorded, key: Passkey) -> NoReturn:
    with transaction() as session:
        session.execute(update(Passkey).where(Passkey.id == key.id).values(copied_at=clock.now()))
        record(session, Action.PASSKEY_COPIED, actor=actor, subject_id=key.account_id, factor_id=key.id)
        letters.post(session, key.account_id, LetterKind.FACTOR_CHANGED, factors.SECURITY_PAGE)
    raise WrongCode("This passkey does not work here.")


def _named(credential: str) -> Passkey | None:
    try:
        raw = base64url_to_bytes(str(json.loads(credential)["id"]))
    except (ValueError, KeyError, TypeError):
        return None
    return read().scalar(select(Passkey).where(Passkey.credential_id == raw))


def _keep(session: Session, bound_to: str, challenge: bytes) -> None:
    now = clock.now()
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    until = now + timedelta(minutes=CHALLENGE_MINUTES)
    session.add(PasskeyChallenge(id=new_id(), bound_to=bound_to, challenge=challenge, expires_at=until))


def _spend(bound_to: str, credential: str) -> bytes:
    """Use up the challenge a browser answered.

    Raises: WrongCode, for one that was used, is over, or was made for another browser.
    """
    try:
        data = json.loads(base64url_to_bytes(json.loads(credential)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(data["challenge"])
    except (ValueError, KeyError, TypeError):
        raise WrongCode("This passkey does not work here.") from None
    spending = delete(PasskeyChallenge).where(
        PasskeyChallenge.bound_to == bound_to,
        PasskeyChallenge.challenge == challenge,
        PasskeyChallenge.expires_at > clock.now(),
    )
    with transaction() as session:
        if session.execute(spending.returning(PasskeyChallenge.id)).scalar() is None:
            raise WrongCode("This passkey does not work here.")
    return challenge


def _refuse(actor: Recorded, code: str) -> NoReturn:
    with transaction() as session:
        record(session, Action.FACTOR_REFUSED, actor=actor, subject_id=actor.id, kind=Kind.PASSKEY, code=code)
    raise WrongCode("This passkey does not work here.")


def _descriptors(session: Session, account_id: str) -> list[structs.PublicKeyCredentialDescriptor]:
    wanted = select(Passkey.credential_id).where(Passkey.account_id == account_id, Passkey.copied_at.is_(None))
    return [structs.PublicKeyCredentialDescriptor(id=found) for found in session.scalars(wanted)]


def _verification(account_id: str) -> structs.UserVerificationRequirement:
    # As the second factor the password has been given; alone, the device must have checked finger, face or PIN.
    kinds = structs.UserVerificationRequirement
    return kinds.PREFERRED if account_id else kinds.REQUIRED
