"""Security keys and passkeys: register them, and accept what they sign.

Invariants: a credential belongs to one account; an answer counts for one challenge, one
origin, one relying party; the counter of a key only rises, or stays zero for ever
(passkeys that are synchronized have none). Source: WebAuthn Level 3, 7.1 and 7.2.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from strongroom.accounts.errors import FactorNameTaken, FactorRefused
from strongroom.accounts.models import SecurityKey, User
from strongroom.accounts.rules.authenticators import kind_of
from strongroom.accounts.services.factors import ceremonies
from strongroom.accounts.services.factors.ceremonies import Ceremony, Purpose
from strongroom.accounts.services.factors.enrolment import accepting_factor, check_enrolment
from strongroom.accounts.services.factors.proofs import ProofMethod, RecentProof
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.sign_in import guesses
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.accounts.services.standing.freezing import require_open
from strongroom.infra.db import write

MAX_CREDENTIAL_ID_BYTES = 1023
"""WebAuthn, 7.1 step 25."""


def user_handle(user_id: int) -> bytes:
    """Return the opaque id by which a passkey names its account (WebAuthn, 14.6.1)."""
    handle: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        str(user_id).encode(), purpose="webauthn.user-handle"
    )
    return handle


def begin_key_registration(proof: RecentProof, *, now: datetime) -> tuple[str, Ceremony]:
    """Return the options for `navigator.credentials.create()` as JSON, and the ceremony to keep in the session.

    Raises:
        ProofNeeded: the proof is too old or too weak; or its kind `MailedCodeNeeded`, as `check_enrolment` says.
    """
    user = check_enrolment(proof, now=now)
    ceremony = ceremonies.begin(Purpose.REGISTER, user_id=user.pk, now=now)
    options = generate_registration_options(
        rp_id=ceremonies.relying_party_id(),
        rp_name=settings.STRONGROOM_NAME,
        user_id=user_handle(user.pk),
        user_name=user.username,
        challenge=ceremony.challenge,
        timeout=int(ceremonies.VALID_FOR.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(user.pk),
    )
    asked = json.loads(options_to_json(options))
    # The answer says whether the key can be found without its id, so that it can be a passkey.
    asked["extensions"] = {"credProps": True}
    return json.dumps(asked), ceremony


def finish_key_registration(
    user_id: int, *, ceremony: Ceremony, name: str, response: str, now: datetime, keep: str = ""
) -> RecentProof:
    """Add the key that answered. That is a proof, too.

    All sessions of the person end but `keep`, as `end_sessions` says.

    Args:
        ceremony: As begun, from the session.
        name: The person's own name for the key; empty to call it what it is.
        response: JSON of the credential, as the browser gave it.

    Raises:
        FactorRefused: the answer does not belong to this ceremony or person, or is not in order.
        FactorNameTaken: another key of the person has that name.
        AccountNotOpen: the account was frozen or closed meanwhile.
    """
    ceremonies.spend(ceremony, Purpose.REGISTER, user_id=user_id, now=now)
    credential, verified = _checked_registration(ceremony, response)
    user = require_open(user_id)
    with write(), accepting_factor(user, now=now):
        name = _free_name(user, name.strip(), verified.aaguid)
        key = _add(user, name, credential, verified, is_passkey=_is_passkey(response, verified), now=now)
        end_sessions(user_id, keep=keep)
        told = f'The security key "{key.name}" was added to your account as a second factor.'
        record(
            user,
            "account.key_added",
            by=person(user),
            now=now,
            tell=told,
            name=key.name,
            passkey=key.is_passkey,
        )
    return RecentProof(person(user), user.pk, ProofMethod.KEY, now)


def begin_assertion(user_id: int | None, *, now: datetime) -> tuple[str, Ceremony]:
    """Return the options for `navigator.credentials.get()` as JSON, and the ceremony to keep in the session.

    Args:
        user_id: Whose keys are asked; None to sign in with any passkey of this index.
    """
    purpose = Purpose.PASSKEY if user_id is None else Purpose.SECOND_FACTOR
    ceremony = ceremonies.begin(purpose, user_id=user_id, now=now)
    verification = (
        UserVerificationRequirement.REQUIRED if user_id is None else UserVerificationRequirement.DISCOURAGED
    )
    options = generate_authentication_options(
        rp_id=ceremonies.relying_party_id(),
        challenge=ceremony.challenge,
        timeout=int(ceremonies.VALID_FOR.total_seconds() * 1000),
        allow_credentials=[] if user_id is None else _descriptors(user_id),
        user_verification=verification,
    )
    return options_to_json(options), ceremony


def accept_assertion(user_id: int | None, *, ceremony: Ceremony, response: str, now: datetime) -> RecentProof:
    """Accept what a key signed, once.

    Args:
        user_id: Whose key it must be. None where a passkey signs in: it must name its account, and have
            verified its owner (PIN, finger).
        ceremony: As begun, from the session.
        response: JSON of the credential, as the browser gave it.

    Raises:
        FactorRefused: it does not belong to this ceremony or person, or its counter has not risen.
        TooManyAttempts: too many answers were wrong.
    """
    if user_id is not None:
        guesses.count_key(user_id, now=now)
    purpose = Purpose.PASSKEY if user_id is None else Purpose.SECOND_FACTOR
    ceremonies.spend(ceremony, purpose, user_id=user_id, now=now)
    key, verified = _checked_assertion(ceremony, response)
    if not _raise_counter(key, verified.new_sign_count, now):
        _suspect_clone(key, now)
    guesses.forget_keys(key.user_id)
    return RecentProof(person(key.user), key.user_id, ProofMethod.KEY, now)


def _checked_registration(
    ceremony: Ceremony, response: str
) -> tuple[RegistrationCredential, VerifiedRegistration]:
    try:
        credential = parse_registration_credential_json(response)
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=ceremony.challenge,
            expected_rp_id=ceremonies.relying_party_id(),
            expected_origin=ceremonies.origin(),
        )
        framed = ceremonies.is_framed(credential.response.client_data_json)
    except Exception as error:
        # The answer is a stranger's bytes: whatever trips over them is a refusal.
        raise _not_in_order() from error
    if framed or len(verified.credential_id) > MAX_CREDENTIAL_ID_BYTES:
        raise _not_in_order()
    return credential, verified


def _checked_assertion(ceremony: Ceremony, response: str) -> tuple[SecurityKey, VerifiedAuthentication]:
    """Check everything but the counter, which is decided by an UPDATE."""
    try:
        credential = parse_authentication_credential_json(response)
        key = _key_of(credential, ceremony.user_id)
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=ceremony.challenge,
            expected_rp_id=ceremonies.relying_party_id(),
            expected_origin=ceremonies.origin(),
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=0,
            require_user_verification=ceremony.purpose is Purpose.PASSKEY,
        )
        framed = ceremonies.is_framed(credential.response.client_data_json)
    except FactorRefused:
        raise
    except Exception as error:
        # As above.
        raise _not_in_order() from error
    if framed or key.is_backup_eligible != _is_backup_eligible(verified):
        raise _not_in_order()
    return key, verified


def _key_of(credential: AuthenticationCredential, user_id: int | None) -> SecurityKey:
    """Return the key that answers, if it belongs to whom it must (WebAuthn, 7.2 steps 5 and 6)."""
    keys = SecurityKey.objects.select_related("user").filter(user__is_active=True)
    if user_id is not None:
        keys = keys.filter(user_id=user_id)
    key = keys.filter(credential_id=credential.raw_id).first()
    if key is None:
        raise FactorRefused(
            "This security key is not one of this account.",
            next_step="Use one that you have added, or another factor.",
        )
    handle = credential.response.user_handle
    if handle != user_handle(key.user_id) and (handle is not None or user_id is None):
        raise _not_in_order()
    return key


def _raise_counter(key: SecurityKey, count: int, now: datetime) -> bool:
    """Store a counter that has risen; zero on both sides means that the key has none."""
    if count <= key.sign_count and (count, key.sign_count) != (0, 0):
        return False
    with write():
        unchanged = SecurityKey.objects.filter(pk=key.pk, sign_count=key.sign_count)
        return unchanged.update(sign_count=count, last_used_at=now) == 1


def _suspect_clone(key: SecurityKey, now: datetime) -> None:
    """Tell the owner, and refuse.

    Raises:
        FactorRefused: always.
    """
    with write():
        told = (
            f'The security key "{key.name}" was refused: its counter has not risen. '
            "Either it was used twice in the same moment, or there is a copy of it. If in doubt, remove it."
        )
        record(
            key.user, "account.key_clone_suspected", by=person(key.user), now=now, tell=told, name=key.name
        )
    raise FactorRefused(
        "This security key is not accepted.",
        why="Its counter has not risen since it was last used: there may be a copy of it.",
        next_step="Use another second factor, and remove this key if you did not use it twice at once.",
    )


def _add(
    user: User,
    name: str,
    credential: RegistrationCredential,
    verified: VerifiedRegistration,
    *,
    is_passkey: bool,
    now: datetime,
) -> SecurityKey:
    try:
        with transaction.atomic():
            return SecurityKey.objects.create(
                user=user,
                name=name,
                credential_id=verified.credential_id,
                public_key=verified.credential_public_key,
                sign_count=verified.sign_count,
                transports=[transport.value for transport in credential.response.transports or ()],
                aaguid=verified.aaguid,
                is_passkey=is_passkey,
                is_backup_eligible=_is_backup_eligible(verified),
                created_at=now,
                last_used_at=now,
            )
    except IntegrityError as error:
        raise FactorRefused(
            "This security key is registered already.", next_step="Use another one."
        ) from error


def _free_name(user: User, name: str, aaguid: str) -> str:
    """Return the name, if there is one; else what such a key is called, with a number where the person has one already.

    Raises:
        FactorNameTaken: another key of the person has that name.
    """
    taken = set(user.security_keys.values_list("name", flat=True))
    if name in taken:
        raise FactorNameTaken(
            "Please give the key a name that none of your other keys has.",
            why="You will tell them apart by it.",
        )
    if name:
        return name
    kind = kind_of(aaguid) or "Security key"
    numbered = (kind if number == 1 else f"{kind} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def _is_passkey(response: str, verified: VerifiedRegistration) -> bool:
    """The key verified its owner and can be found without its id. What it says here opens nothing."""
    results: Any = json.loads(response).get("clientExtensionResults")
    properties = results.get("credProps") if isinstance(results, dict) else None
    return verified.user_verified and isinstance(properties, dict) and properties.get("rk") is True


def _is_backup_eligible(verified: VerifiedRegistration | VerifiedAuthentication) -> bool:
    return verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE


def _descriptors(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    keys = SecurityKey.objects.filter(user_id=user_id).order_by("pk")
    return [
        PublicKeyCredentialDescriptor(
            id=bytes(key.credential_id),
            transports=[AuthenticatorTransport(value) for value in key.transports] or None,
        )
        for key in keys
    ]


def _not_in_order() -> FactorRefused:
    return FactorRefused(
        "The answer of your security key is not in order.",
        why="It must be made for this page, this question and this account.",
        next_step="Try again; if it happens again, use another second factor.",
    )
