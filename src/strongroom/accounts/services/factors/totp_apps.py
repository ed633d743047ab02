"""Authenticator apps: enrol one, and accept each of its codes once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from strongroom.accounts.errors import FactorNameTaken, FactorNotFound, FactorRefused
from strongroom.accounts.models import TotpApp, User
from strongroom.accounts.rules import totp
from strongroom.accounts.services.factors.enrolment import accepting_factor, check_enrolment
from strongroom.accounts.services.factors.proofs import ProofMethod, RecentProof, require
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.sign_in import guesses
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.infra.db import write

ENROLMENT_VALID_FOR = timedelta(hours=1)
"""How long a secret that was shown waits for its first code."""


@dataclass(frozen=True, slots=True)
class TotpEnrolment:
    """What somebody needs to set up an authenticator app. Secret.

    Args:
        name: The person's own name for the app.
        secret: In base32, for typing.
        uri: `otpauth://` address, for a QR code.
    """

    name: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)


def begin_totp(proof: RecentProof, *, name: str, now: datetime) -> TotpEnrolment:
    """Make a secret for a new app; it protects nothing until `confirm_totp`. An unfinished enrolment is forgotten.

    Raises:
        ProofNeeded: the proof is too old or too weak; or its kind `MailedCodeNeeded`, as `check_enrolment` says.
        FactorNameTaken: another app of the person has that name, or none is given.
    """
    user = check_enrolment(proof, now=now)
    name = name.strip()
    with write():
        user.totp_apps.filter(confirmed_at=None).delete()
        if not name or user.totp_apps.filter(name=name).exists():
            raise FactorNameTaken(
                "Please give the app a name that none of your other apps has.",
                why="You will tell them apart by it.",
            )
        app = TotpApp.objects.create(user=user, name=name, sealed_secret=b"", created_at=now)
        app.sealed_secret = settings.STRONGROOM_KEYRING.seal(
            totp.new_secret(), context=totp.seal_context(app.pk)
        )
        app.save(update_fields=["sealed_secret"])
    return _enrolment(user, app)


def get_totp_enrolment(proof: RecentProof, *, now: datetime) -> TotpEnrolment:
    """Return the enrolment that waits for its first code, to show it again.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        FactorNotFound: none is waiting.
    """
    user = require(proof, now=now)
    return _enrolment(user, _waiting(user.pk, now))


def confirm_totp(user_id: int, *, code: str, now: datetime, keep: str = "") -> RecentProof:
    """Finish the enrolment with a first code of the app. That is a proof, too.

    All sessions of the person end but `keep`, as `end_sessions` says.

    Raises:
        FactorRefused: the code is wrong.
        FactorNotFound: no enrolment is waiting.
        TooManyAttempts: too many codes were wrong.
        AccountNotOpen: the account was frozen or closed meanwhile.
    """
    guesses.count_code(user_id, now=now)
    app = _waiting(user_id, now)
    step = totp.accepted_step(_secret(app), code, at=now, last_step=0)
    if step is None:
        raise _wrong_code(_distant(app, code, now), now)
    with write(), accepting_factor(app.user, now=now):
        waiting = TotpApp.objects.filter(pk=app.pk, confirmed_at=None)
        if not waiting.update(confirmed_at=now, last_used_at=now, last_step=step):
            raise _none_waiting()
        end_sessions(user_id, keep=keep)
        told = f'The authenticator app "{app.name}" was added to your account as a second factor.'
        record(app.user, "account.totp_added", by=person(app.user), now=now, tell=told, name=app.name)
    guesses.forget_codes(user_id)
    return RecentProof(person(app.user), user_id, ProofMethod.TOTP, now)


def accept_totp(user_id: int, *, code: str, now: datetime) -> RecentProof:
    """Accept a code of one of the person's apps, once.

    Raises:
        FactorRefused: the code is wrong, or was used already.
        TooManyAttempts: too many codes were wrong.
    """
    guesses.count_code(user_id, now=now)
    filtered = TotpApp.objects.filter(user_id=user_id, user__is_active=True, confirmed_at__isnull=False)
    apps = list(filtered.select_related("user"))
    for app in apps:
        step = totp.accepted_step(_secret(app), code, at=now, last_step=app.last_step)
        if step is not None and _take(app, step, now):
            guesses.forget_codes(user_id)
            return RecentProof(person(app.user), user_id, ProofMethod.TOTP, now)
    raise _wrong_code(_spend_distant(apps, code, now), now)


def _take(app: TotpApp, step: int, now: datetime) -> bool:
    """Use the step up. Of two requests with the same code, one finds it used."""
    with write():
        unused = TotpApp.objects.filter(pk=app.pk, confirmed_at__isnull=False, last_step__lt=step)
        return unused.update(last_step=step, last_used_at=now) == 1


def _distant(app: TotpApp, code: str, now: datetime) -> int | None:
    return totp.distant_step(_secret(app), code, at=now, last_step=app.last_step)


def _spend_distant(apps: list[TotpApp], code: str, now: datetime) -> int | None:
    """Return the step of a code that a wrong clock made, used up: who is told of it could wait until it is right."""
    for app in apps:
        step = _distant(app, code, now)
        if step is not None:
            with write():
                TotpApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step)
            return step
    return None


def _waiting(user_id: int, now: datetime) -> TotpApp:
    begun = TotpApp.objects.filter(
        user_id=user_id, confirmed_at=None, created_at__gt=now - ENROLMENT_VALID_FOR
    )
    app = begun.select_related("user").order_by("-pk").first()
    if app is None:
        raise _none_waiting()
    return app


def _enrolment(user: User, app: TotpApp) -> TotpEnrolment:
    secret = _secret(app)
    uri = totp.provisioning_uri(secret, account=user.username, issuer=settings.STRONGROOM_NAME)
    return TotpEnrolment(app.name, totp.readable(secret), uri)


def _secret(app: TotpApp) -> bytes:
    secret: bytes = settings.STRONGROOM_KEYRING.open(
        bytes(app.sealed_secret), context=totp.seal_context(app.pk)
    )
    return secret


def _wrong_code(distant_step: int | None, now: datetime) -> FactorRefused:
    if distant_step is not None:
        return FactorRefused(
            f"The clock of the device that shows this code is {totp.clock_fault(distant_step, at=now)}.",
            why="Codes are made from the time, so this one is not accepted.",
            next_step="Let the device set its clock by the network, and enter a code that it shows some minutes later.",
        )
    return FactorRefused(
        "This code is not accepted.",
        why="Each code works once and for about a minute.",
        next_step="Wait for the next code; if none is accepted, check that your device's clock is right.",
    )


def _none_waiting() -> FactorNotFound:
    return FactorNotFound("No authenticator app waits for its first code.", next_step="Begin again.")
