"""The ways in which somebody can prove who they are, as forms on a page; and the judgment of what was sent.

Both the second step of a sign-in and a fresh proof show these forms.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest

from strongroom.accounts import services
from strongroom.accounts.errors import FactorRefused
from strongroom.accounts.queries import FactorKind, count_recovery_codes, list_factors, security_keys_work
from strongroom.accounts.services import ProofMethod, RecentProof
from strongroom.interfaces.web.accounts.forms import AppCodeForm, KeyForm, PasswordForm, RecoveryCodeForm
from strongroom.interfaces.web.accounts.session import take_ceremony
from strongroom.interfaces.web.accounts.sign_in_limits import count_code, forgive_code
from strongroom.interfaces.web.signed_in import session_key_of

_FORMS: dict[ProofMethod, type[forms.Form]] = {
    ProofMethod.KEY: KeyForm,
    ProofMethod.TOTP: AppCodeForm,
    ProofMethod.PASSWORD: PasswordForm,
    ProofMethod.RECOVERY_CODE: RecoveryCodeForm,
}
"""In the order in which they are shown: the strongest first."""

_CODES = {ProofMethod.TOTP, ProofMethod.RECOVERY_CODE}


@dataclass(frozen=True, slots=True)
class Offer:
    """One way, and its form."""

    method: ProofMethod
    form: forms.Form = field(repr=False)


def held_by(user_id: int) -> frozenset[ProofMethod]:
    """Return what this person can show beside the password."""
    kinds = {factor.kind for factor in list_factors(user_id)}
    held = {ProofMethod.TOTP} if FactorKind.TOTP in kinds else set()
    if FactorKind.KEY in kinds and security_keys_work():
        held.add(ProofMethod.KEY)
    if count_recovery_codes(user_id):
        held.add(ProofMethod.RECOVERY_CODE)
    return frozenset(held)


def offers_of(methods: Collection[ProofMethod], request: HttpRequest) -> list[Offer]:
    """Return the forms of these methods; the one that was sent holds what was sent."""
    sent = request.POST.get("method")
    return [
        Offer(method, form(request.POST if method.value == sent else None, prefix=method.value))
        for method, form in _FORMS.items()
        if method in methods
    ]


def accept(
    user_id: int, offers: Collection[Offer], *, request: HttpRequest, now: datetime
) -> RecentProof | None:
    """Return the proof that the form sent amounts to, or None; the form then says what is wrong.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    sent = next((offer for offer in offers if offer.form.is_bound), None)
    if sent is None or not sent.form.is_valid():
        return None
    try:
        return _counted(user_id, sent, request, now)
    except FactorRefused as refusal:
        services.record_refused_proof(user_id, method=sent.method.value, now=now)
        visible = next((bound.name for bound in sent.form.visible_fields()), None)
        sent.form.add_error(visible, refusal.message)
        return None


def _counted(user_id: int, offer: Offer, request: HttpRequest, now: datetime) -> RecentProof:
    """Judge what was sent; a code, only if it was not tried too often. Answers of keys cannot be guessed."""
    if offer.method not in _CODES:
        return _judge(user_id, offer, request, now)
    origin = get_adapter().get_client_ip(request)
    count_code(user_id, origin, now=now)
    proof = _judge(user_id, offer, request, now)
    forgive_code(user_id, origin)
    return proof


def _judge(user_id: int, offer: Offer, request: HttpRequest, now: datetime) -> RecentProof:
    said = offer.form.cleaned_data
    match offer.method:
        case ProofMethod.TOTP:
            return services.accept_totp(user_id, code=said["code"], now=now)
        case ProofMethod.RECOVERY_CODE:
            keep = session_key_of(request)
            return services.accept_recovery_code(user_id, code=said["code"], now=now, keep=keep)
        case ProofMethod.PASSWORD:
            return services.prove_by_password(user_id, password=said["password"], now=now)
        case _:
            ceremony = take_ceremony(request)
            return services.accept_assertion(user_id, ceremony=ceremony, response=said["response"], now=now)
