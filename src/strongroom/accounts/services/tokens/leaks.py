"""API tokens that somebody has found where they do not belong: revoke them, tell their owners.

Whoever posts a token holds it, and could have published with it: ending it takes nothing from anybody. What is
answered does not depend on whether it was one of ours, live, or nonsense. A token that its holder had restricted
cannot be ended by itself, for only the one it was made from is known here: that one ends, and all made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from strongroom.accounts.models import ApiToken
from strongroom.accounts.rules import token_letters
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.services.mailing import write_to_people
from strongroom.accounts.services.tokens.issuing import find_made_here
from strongroom.accounts.services.tokens.reach import record_reach
from strongroom.foundation.actors import Actor
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.tokens import caveats
from strongroom.foundation.tokens.caveats import TokenNotYetValid
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

FINDER = Actor.system("leak-report")
BECAUSE = "it was reported as leaked"

LONGEST_ADDRESS = 500
_LONGEST_SOURCE = 60


@dataclass(frozen=True, slots=True)
class LeakReport:
    """A token that was found.

    Args:
        text: The token, whole.
        url: Where it was found, in the finder's words.
        source: What the finder calls themselves, or the kind of place.
    """

    text: str = field(repr=False)
    url: str = ""
    source: str = ""


def report_leaks(reports: Iterable[LeakReport], *, now: datetime) -> None:
    """Revoke each token that this index made and that could still be used; write to its owner.

    Nothing is returned or raised: who reports is told the same, whatever the token was.
    """
    for report in reports:
        found = find_made_here(report.text.strip())
        if found is not None and _could_be_used(*found, now):
            _revoke(found[0].pk, report, now)


def _could_be_used(token: ApiToken, carried: tuple[bytes, ...], now: datetime) -> bool:
    """Nobody has ended the token, and none of its restrictions excludes every use from now on.

    A token that was restricted to an hour and found a day later opens nothing, so nothing of its owner's is ended. That an
    account is closed ends no token for ever: it may be opened again.
    """
    if token.revoked_at is not None:
        return False
    try:
        caveats.check(carried, now=now, user_id=stable_id(Kind.PERSON, token.user_id))
    except TokenNotYetValid:
        return True
    except TokenRefused:
        return False
    return True


def _revoke(token_id: str, report: LeakReport, now: datetime) -> None:
    url, source = _as_address(report.url), _as_words(report.source, _LONGEST_SOURCE)
    with write():
        # The row as it is under the lock: of two reports at the same moment one writes to the owner.
        token = ApiToken.objects.select_related("user").filter(pk=token_id, revoked_at=None).first()
        if token is None:
            return
        ApiToken.objects.filter(pk=token_id).update(revoked_at=now, revoked_because=BECAUSE)
        evidence = {"token": token_id, "name": token.name, "found_at": url, "source": source}
        fact = Fact(
            "account.token_revoked",
            subject=token.user.username,
            reason=f"{BECAUSE[0].upper()}{BECAUSE[1:]}.",
            data={key: value for key, value in evidence.items() if value},
        )
        append(fact, by=FINDER, at=now)
        record_reach(token, "token.ended_for_project", by=FINDER, now=now)
        _tell(token, url, source, now)


def _tell(token: ApiToken, url: str, source: str, now: datetime) -> None:
    letter = token_letters.leaked(
        name=token.name, found_at=url, by=source, at=now, index_url=settings.STRONGROOM_URL
    )
    write_to_people([to_owner(token.user.username, MailKind.ACCOUNT, letter)], at=now)


def _as_address(text: str) -> str:
    """Return the address where something was found if it can be one, else nothing: it goes into a letter of ours."""
    address = _as_words(text, LONGEST_ADDRESS)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc and " " not in address else ""


def _as_words(text: str, longest: int) -> str:
    """Return the text as one line that prints."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())[:longest]
