"""Reading what an identity provider's answer says, out of the part that the provider has signed."""

from base64 import b64decode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography.x509 import Certificate

from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.rules.saml import SUCCESS, Assertion, Confirmation, Fault, Frame, NameId
from strongroom.accounts.upstream.saml.documents import SIGNATURE, read_document, signed_part, text_of

MAX_LENGTH = 256 * 1024
"""Characters of an answer as it is posted. Those of real providers have some ten thousand."""

_PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


def read_answer(
    posted: str, certificates: Iterable[Certificate], *, now: datetime
) -> tuple[Frame, Assertion]:
    """Return what an answer says.

    Args:
        posted: The field of the form, base64 (SAML 2.0 Bindings, 3.5.4).
        certificates: Of the provider.

    Raises:
        AnswerRefused: the provider has not signed it, or it is not in the form that the standard has.
    """
    if len(posted) > MAX_LENGTH:
        raise AnswerRefused(Fault.TOO_LONG)
    try:
        answer = read_document(b64decode("".join(posted.split()), validate=True))
    except ValueError as error:
        raise AnswerRefused(Fault.UNREADABLE) from error
    assertion = _only_assertion(answer)
    signed = _signed_assertion(answer, assertion, tuple(certificates), now)
    frame = Frame(
        answer.get("Destination", ""),
        answer.get("InResponseTo", ""),
        text_of(answer.find(f"{_SAML}Issuer")),
    )
    return frame, _assertion(signed)


def _only_assertion(answer: Any) -> Any:
    """Return the one assertion there is, where it belongs: what was moved or doubled is refused before any signature."""
    status = answer.find(f"{_PROTOCOL}Status/{_PROTOCOL}StatusCode")
    if answer.tag != f"{_PROTOCOL}Response" or status is None:
        raise AnswerRefused(Fault.UNREADABLE)
    if status.get("Value") != SUCCESS:
        raise AnswerRefused(Fault.FAILED)
    if next(answer.iter(f"{_SAML}EncryptedAssertion", f"{_SAML}EncryptedID"), None) is not None:
        raise AnswerRefused(Fault.ENCRYPTED)
    assertions = list(answer.iter(f"{_SAML}Assertion"))
    ids = [node.get("ID") for node in answer.iter() if node.get("ID") is not None]
    if len(assertions) != 1 or assertions[0].getparent() is not answer or len(ids) != len(set(ids)):
        raise AnswerRefused(Fault.SEVERAL)
    return assertions[0]


def _signed_assertion(
    answer: Any, assertion: Any, certificates: tuple[Certificate, ...], now: datetime
) -> Any:
    """Return the assertion, as it was signed by itself or within the answer."""
    places = {node.getparent() for node in answer.iter(SIGNATURE)}
    if not places:
        raise AnswerRefused(Fault.UNSIGNED)
    if places - {answer, assertion}:
        raise AnswerRefused(Fault.WRONGLY_SIGNED)
    if assertion in places:
        return signed_part(assertion, certificates, now=now)
    return signed_part(answer, certificates, now=now).find(f"{_SAML}Assertion")


def _assertion(signed: Any) -> Assertion:
    conditions = signed.find(f"{_SAML}Conditions")
    if conditions is None:
        raise AnswerRefused(Fault.INCOMPLETE)
    statements = signed.findall(f"{_SAML}AuthnStatement")
    statement = statements[0] if len(statements) == 1 else None
    return Assertion(
        assertion_id=signed.get("ID", ""),
        issuer=text_of(signed.find(f"{_SAML}Issuer")),
        name=_name(signed.find(f"{_SAML}Subject/{_SAML}NameID")),
        confirmations=tuple(_confirmations(signed)),
        not_before=_instant(conditions, "NotBefore"),
        not_on_or_after=_instant(conditions, "NotOnOrAfter"),
        audiences=tuple(_audiences(conditions)),
        conditions=frozenset(condition.tag.removeprefix(_SAML) for condition in conditions),
        authenticated_at=_instant(statement, "AuthnInstant"),
        context=_context(statement),
        session_ends_at=_instant(statement, "SessionNotOnOrAfter"),
        attributes={
            attribute.get("Name", ""): _values(attribute)
            for attribute in signed.iterfind(f"{_SAML}AttributeStatement/{_SAML}Attribute")
        },
    )


def _name(name: Any) -> NameId:
    if name is None:
        return NameId("", "", "", "")
    said = (name.get(part, "") for part in ("Format", "NameQualifier", "SPNameQualifier"))
    return NameId(text_of(name), *said)


def _confirmations(signed: Any) -> Iterable[Confirmation]:
    for one in signed.iterfind(f"{_SAML}Subject/{_SAML}SubjectConfirmation"):
        said = one.find(f"{_SAML}SubjectConfirmationData")
        if said is not None:
            yield Confirmation(
                one.get("Method", ""),
                said.get("Recipient", ""),
                said.get("InResponseTo", ""),
                _instant(said, "NotBefore"),
                _instant(said, "NotOnOrAfter"),
            )


def _audiences(conditions: Any) -> Iterable[frozenset[str]]:
    for restriction in conditions.iterfind(f"{_SAML}AudienceRestriction"):
        yield frozenset(text_of(audience) for audience in restriction.iterfind(f"{_SAML}Audience"))


def _context(statement: Any) -> str:
    if statement is None:
        return ""
    return text_of(statement.find(f"{_SAML}AuthnContext/{_SAML}AuthnContextClassRef"))


def _values(attribute: Any) -> tuple[str, ...]:
    """Return the values that are texts; a NameID in its place is none."""
    return tuple(text_of(value) for value in attribute.iterfind(f"{_SAML}AttributeValue") if not len(value))


def _instant(element: Any, attribute: str) -> datetime | None:
    """Return the time in UTC (SAML 2.0 Core, 1.3.3); None where it is not said.

    Raises:
        AnswerRefused: it is no time, or says nothing of its time zone.
    """
    said = None if element is None else element.get(attribute)
    if said is None:
        return None
    try:
        instant = datetime.fromisoformat(said)
    except ValueError as error:
        raise AnswerRefused(Fault.UNREADABLE) from error
    if instant.tzinfo is None:
        raise AnswerRefused(Fault.UNREADABLE)
    return instant
