"""What of a SAML answer counts as a sign-in here: the whole judgment, on what was read from the part that was signed.

Sources: SAML 2.0 Core, 2 and 3.2; SAML 2.0 Profiles, 4.1.4.2 and 4.1.4.3 (what a service provider has to check). Where
those leave a choice, the strict one is taken: one assertion, one confirmation, and never an answer that nobody asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from strongroom.accounts.errors import AnswerRefused

SKEW = timedelta(minutes=1)
"""How far the clocks of the two machines may be apart. More gives a thief of an answer that much more time."""

LONGEST = timedelta(days=1)
"""For how long an answer may be good for bringing it: what was accepted is remembered until then. Providers say minutes."""

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"

ID_LENGTH = 191
"""Characters of what a person is known by; the column of the accounts elsewhere is as wide."""

_UNDERSTOOD = frozenset({"AudienceRestriction", "OneTimeUse", "ProxyRestriction"})


class Fault(StrEnum):
    """What is wrong with an answer, in words for operators. Whoever brought it is told the same in each case."""

    TOO_LONG = "it is too long"
    UNREADABLE = "it cannot be read"
    MARKED_UP = "it has a document type, comments or instructions in it"
    FAILED = "the provider says that the sign-in failed"
    ENCRYPTED = "it is encrypted"
    SEVERAL = "it has not one assertion in its place, or an ID twice"
    UNSIGNED = "neither it nor its assertion is signed"
    WRONGLY_SIGNED = "its signature is not the provider's, covers something else, or uses what is refused"
    INCOMPLETE = "it lacks something that it must say"
    OF_OTHERS = "another provider made it"
    FOR_OTHERS = "it is meant for another service"
    SENT_ELSEWHERE = "it is to be sent to another address"
    NOT_UNDERSTOOD = "it makes a condition that is not understood here"
    EARLY = "it is not valid yet"
    LATE = "it is not valid any more"
    TOO_LASTING = "it could be brought for more than a day"
    NOT_ASKED_FOR = "this browser did not ask for it"
    USED = "it was brought before"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who may bring an assertion, until when, and in answer to which question; None or empty for what it does not say."""

    method: str
    recipient: str
    in_response_to: str
    not_before: datetime | None
    not_on_or_after: datetime | None


@dataclass(frozen=True, slots=True)
class NameId:
    """What the provider calls somebody; the two qualifiers say within what the name is one person's."""

    value: str
    format: str
    of: str
    known_to: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the assertion. It is signed only where the whole answer is: nothing is built on it alone."""

    destination: str
    in_response_to: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """A verified assertion. Empty, or None, is what it does not say.

    Args:
        audiences: Of each restriction, for whom it is meant; all restrictions hold.
        conditions: Names of the conditions it makes, without the two times.
        authenticated_at: When the person proved who they are; None where it does not say it once.
        context: How they did, as a class (`AuthnContextClassRef`).
        session_ends_at: After which the provider wants nobody to be signed in by it.
    """

    assertion_id: str
    issuer: str
    name: NameId
    confirmations: tuple[Confirmation, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    audiences: tuple[frozenset[str], ...]
    conditions: frozenset[str]
    authenticated_at: datetime | None
    context: str
    session_ends_at: datetime | None
    attributes: Mapping[str, tuple[str, ...]]

    def value_of(self, attribute: str) -> str:
        """Return the only value of an attribute; empty if there is none, or more than one."""
        values = self.attributes.get(attribute, ())
        return values[0] if len(values) == 1 else ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer has to say: who made it, whom it is meant for, and where it was to be sent."""

    issuer: str
    audience: str
    recipient: str


def judge(frame: Frame, assertion: Assertion, expected: Expected, *, now: datetime) -> Confirmation:
    """Return the confirmation by which the assertion counts now; its question must still be one of this browser's.

    Raises:
        AnswerRefused: the assertion does not count.
    """
    confirmation = _confirmation_of(assertion)
    _check_parties(frame, assertion, confirmation, expected=expected)
    _check_times(assertion, confirmation, now=now)
    if assertion.conditions - _UNDERSTOOD:
        raise AnswerRefused(Fault.NOT_UNDERSTOOD)
    if not confirmation.in_response_to or frame.in_response_to != confirmation.in_response_to:
        raise AnswerRefused(Fault.NOT_ASKED_FOR)
    return confirmation


def lasting_name(assertion: Assertion, expected: Expected, *, attribute: str) -> str:
    """Return by what somebody is known for ever; empty if the provider says nothing that lasts, as a transient NameID.

    Args:
        attribute: The name of the attribute that is it; empty for the persistent NameID.
    """
    name = assertion.name
    if attribute:
        known_by = assertion.value_of(attribute)
    else:
        is_ours = name.of in {"", expected.issuer} and name.known_to in {"", expected.audience}
        known_by = name.value if name.format == PERSISTENT and is_ours else ""
    return known_by if len(known_by) <= ID_LENGTH else ""


def _confirmation_of(assertion: Assertion) -> Confirmation:
    """Return the one by which whoever brings the assertion may use it."""
    bearers = [one for one in assertion.confirmations if one.method == BEARER]
    if len(bearers) != 1 or not assertion.assertion_id or assertion.authenticated_at is None:
        raise AnswerRefused(Fault.INCOMPLETE)
    return bearers[0]


def _check_parties(
    frame: Frame, assertion: Assertion, confirmation: Confirmation, *, expected: Expected
) -> None:
    if assertion.issuer != expected.issuer or frame.issuer not in {"", expected.issuer}:
        raise AnswerRefused(Fault.OF_OTHERS)
    is_meant_for_us = [expected.audience in audience for audience in assertion.audiences]
    if not (is_meant_for_us and all(is_meant_for_us)):
        raise AnswerRefused(Fault.FOR_OTHERS)
    if {frame.destination, confirmation.recipient} != {expected.recipient}:
        raise AnswerRefused(Fault.SENT_ELSEWHERE)


def _check_times(assertion: Assertion, confirmation: Confirmation, *, now: datetime) -> None:
    begins = [confirmation.not_before, assertion.not_before, assertion.authenticated_at]
    ends = [confirmation.not_on_or_after, assertion.not_on_or_after, assertion.session_ends_at]
    if confirmation.not_on_or_after is None:
        raise AnswerRefused(Fault.INCOMPLETE)
    if any(begin is not None and now + SKEW < begin for begin in begins):
        raise AnswerRefused(Fault.EARLY)
    if any(end is not None and end <= now - SKEW for end in ends):
        raise AnswerRefused(Fault.LATE)
    if confirmation.not_on_or_after > now + LONGEST:
        raise AnswerRefused(Fault.TOO_LASTING)
