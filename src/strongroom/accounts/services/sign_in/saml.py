"""Answers of an identity provider that speaks SAML: brought by a browser, looked at, and taken once.

The provider has the browser post its answer from another site, so that it comes without the session. It is judged then,
and kept; the browser comes back by itself, with its session and a ticket, and only to the session that asked the question
is the answer worth anything. There is no other way in: an answer that nobody asked for here is of no question.
"""

import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import IntegrityError, transaction

from strongroom.accounts.errors import AnswerRefused, ProviderAnswerUnfit
from strongroom.accounts.models import AcceptedAssertion
from strongroom.accounts.rules.saml import ID_LENGTH, SKEW, Assertion, Fault, Frame, judge, lasting_name
from strongroom.accounts.services.sign_in.strangers import is_recorded
from strongroom.accounts.upstream.saml.answers import read_answer
from strongroom.accounts.upstream.saml.provider import SamlProvider
from strongroom.foundation.actors import STRANGER
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.throttle.services import count

_log = logging.getLogger(__name__)

_COUNTED_PER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attested:
    """What an identity provider says of whoever signs in.

    Args:
        question_id: The question that it answers: it must be one of the session that takes it.
        known_by: What the person is known by, at this provider; empty if it says nothing that lasts.
        username, address: With what somebody new may begin here; empty if that is not said.
        context: How they proved who they are, as a class.
        proved_at: When, in seconds since 1970, UTC.
    """

    question_id: str
    known_by: str
    username: str
    address: str
    context: str
    proved_at: float

    @classmethod
    def of(cls, assertion: Assertion, provider: SamlProvider, *, question_id: str) -> Self:
        """Return what a judged assertion says."""
        instant = assertion.authenticated_at
        return cls(
            question_id,
            lasting_name(assertion, provider.expected, attribute=provider.id_attribute),
            assertion.value_of(provider.name_attribute),
            assertion.value_of(provider.mail_attribute),
            assertion.context,
            instant.timestamp() if instant else 0.0,
        )


def bring_answer(posted: str, provider: SamlProvider, *, now: datetime) -> str:
    """Look at an answer that a browser has brought; return the ticket with which that browser comes back for it.

    Raises:
        AnswerRefused: it is not in order, or was brought before. The journal says why.
    """
    try:
        frame, assertion = read_answer(posted, provider.certificates, now=now)
        return _keep(frame, assertion, provider, now)
    except AnswerRefused as refusal:
        record_refused_answer(refusal.fault, provider, now=now)
        raise


def take_answer(ticket: str, *, now: datetime) -> Attested:
    """Return what the answer says that was brought for this ticket: once, and then it is forgotten.

    Raises:
        AnswerRefused: there is none.
        ProviderAnswerUnfit: it does not say in a way that lasts who it is about.
    """
    with write():
        waiting = AcceptedAssertion.objects.filter(
            ticket_digest=_digest(ticket), said__isnull=False, kept_until__gt=now
        ).first()
        if waiting is None or not _is_first_to_take(waiting):
            raise AnswerRefused(Fault.NOT_ASKED_FOR)
    attested = Attested(**(waiting.said or {}))
    if not attested.known_by:
        raise ProviderAnswerUnfit(
            "Your company's sign-in does not say who you are in a way that lasts.",
            why="An account is known by an identifier that never changes and that nobody else is ever given: a persistent "
            f"NameID, or an attribute that is one, of at most {ID_LENGTH} characters.",
            next_step="Tell the operators of this index: they set up with your company what is said of you.",
        )
    return attested


def record_refused_answer(fault: str, provider: SamlProvider, *, now: datetime) -> None:
    """Record that an answer was refused: of those with the same fault in a day the first, the 10th, and so on."""
    _log.warning("An answer of the identity provider was refused: %s", fault)
    with write():
        answers = count(f"refused-answer:{_digest(fault).hex()}", per=_COUNTED_PER, now=now)
        if is_recorded(answers):
            data = {"provider": provider.issuer, "fault": str(fault), "count": answers}
            append(Fact("provider.answer_refused", data=data), by=STRANGER, at=now)


def forget_assertions(*, now: datetime) -> None:
    """Forget the assertions that are too old to be accepted again."""
    AcceptedAssertion.objects.filter(kept_until__lte=now).delete()


def _keep(frame: Frame, assertion: Assertion, provider: SamlProvider, now: datetime) -> str:
    """Keep an assertion that is in order, and return its ticket; the database lets each in once."""
    confirmation = judge(frame, assertion, provider.expected, now=now)
    said = Attested.of(assertion, provider, question_id=confirmation.in_response_to)
    ticket = secrets.token_urlsafe(32)
    ends_at = confirmation.not_on_or_after or now
    try:
        with write(), transaction.atomic():
            AcceptedAssertion.objects.create(
                digest=_digest(f"{assertion.issuer}\n{assertion.assertion_id}"),
                ticket_digest=_digest(ticket),
                said=asdict(said),
                kept_until=ends_at + SKEW,
            )
    except IntegrityError as error:
        raise AnswerRefused(Fault.USED) from error
    return ticket


def _is_first_to_take(waiting: AcceptedAssertion) -> bool:
    return bool(AcceptedAssertion.objects.filter(pk=waiting.pk, said__isnull=False).update(said=None))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
