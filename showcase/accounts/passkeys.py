"""Passkeys (WebAuthn): added to an account, and signing in; bound to the host of the site's address."""

import json
import secrets
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..core import audit, clock, keys
from ..core.audit import Personal
from ..core.database import db
from .models import Account, Challenge, Passkey

LIFE = timedelta(minutes=5)  # of a challenge
MOST = 10  # passkeys of an account


class Refused(Exception):
    """The browser's answer does not prove what it should."""


def available() -> bool:
    """Passkeys need a host name, and https or this very machine."""
    parts = urlsplit(_origin())
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def options_to_add(account: Account, host_name: str) -> str:
    """What the browser is asked in order to make a new key, as JSON."""
    challenge = _new_challenge(account.id)
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=_host(),
            rp_name=host_name,
            user_id=_handle(account.id),
            user_name=account.email,
            user_display_name=account.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[_descriptor(passkey) for passkey in account.passkeys],
        )
    )


def add(account: Account, answer: str, name: str) -> Passkey:
    """Keep the key that the browser has made; raises Refused."""
    if len(account.passkeys) >= MOST:
        raise Refused
    credential, challenge = _taken(answer, account.id)
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise Refused from error
    credential_id = bytes_to_base64url(verified.credential_id)
    if db.session.scalar(db.select(Passkey.id).filter_by(credential_id=credential_id)) is not None:
        raise Refused
    passkey = Passkey(
        account_id=account.id,
        credential_id=credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        name=name,
    )
    account.passkeys.append(passkey)
    db.session.flush()
    audit.record("passkey.added", account, passkey=Personal(None, name))
    return passkey


def options_to_sign_in(account: Account | None = None) -> str:
    """What the browser is asked at the sign-in; with an account, only its own keys will do."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=_host(),
            challenge=_new_challenge(account.id if account else 0),
            allow_credentials=[_descriptor(passkey) for passkey in account.passkeys] if account else None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def proved(answer: str, account: Account | None = None) -> Account:
    """Whose key has signed; raises Refused. With an account, it must be one of its own."""
    credential, challenge = _taken(answer, account.id if account else 0)
    query = db.select(Passkey).filter_by(credential_id=str(credential.get("id", ""))[:1400]).with_for_update()
    passkey = db.session.scalar(query)
    if passkey is None or passkey.account.closed or (account is not None and passkey.account_id != account.id):
        raise Refused
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise Refused from error
    passkey.sign_count, passkey.used_at = verified.new_sign_count, clock.now()
    return passkey.account


def remove(account: Account, passkey_id: int) -> bool:
    for passkey in account.passkeys:
        if passkey.id == passkey_id:
            account.passkeys.remove(passkey)
            audit.record("passkey.removed", account, passkey=Personal(passkey.name, None))
            return True
    return False


def _new_challenge(whose: int) -> bytes:
    """32 bytes to be signed, for one account (0: nobody is known yet); the row lets them count only once."""
    raw = secrets.token_bytes(32)
    db.session.add(Challenge(digest=_digest(whose, raw), expires_at=clock.now() + LIFE))
    db.session.flush()
    return raw


def _taken(answer: str, whose: int) -> tuple[dict[str, object], bytes]:
    """The browser's answer and its challenge, which is used up."""
    try:
        credential = json.loads(answer)
        client = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        raw = base64url_to_bytes(client["challenge"])
    except (ValueError, TypeError, KeyError, UnicodeDecodeError) as error:
        raise Refused from error
    found = db.session.scalar(db.select(Challenge).filter_by(digest=_digest(whose, raw)).with_for_update())
    if found is None or found.expires_at < clock.now():
        raise Refused
    db.session.delete(found)
    return credential, raw


def _digest(whose: int, raw: bytes) -> str:
    return keys.derive("challenge", whose, raw.hex()).hex()


def _handle(account_id: int) -> bytes:
    """How authenticators know the account: no number, no address."""
    return keys.derive("passkey-handle", account_id)


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))


def _origin() -> str:
    parts = urlsplit(current_app.config["BASE_URL"])
    return f"{parts.scheme}://{parts.netloc}"


def _host() -> str:
    return urlsplit(_origin()).hostname or ""
