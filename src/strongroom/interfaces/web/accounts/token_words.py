"""API tokens as their owners see them: in which state they are, what they are for, and who used them last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.accounts.queries import Token
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.wording import counted

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShownToken:
    """One row of the list.

    Args:
        badge: State of `templatetags.strongroom`; `state` is its word.
        ended: Of a token that is not accepted any more: why, as a sentence.
        client: By which program it was used last, as part of a sentence, and `place` from where.
        other_places: How many others it was used from lately, in words; empty for none.
    """

    token: Token
    badge: str
    state: str
    scope: str
    ended: str = ""
    client: str = ""
    place: str = ""
    other_places: str = ""


def shown(tokens: Iterable[Token], *, suspended: bool, now: datetime) -> list[ShownToken]:
    """Return the rows of these tokens, in their order.

    Args:
        suspended: Uploads by any of them are refused until their owner enrols a second factor.
    """
    return [_shown(token, suspended=suspended, now=now) for token in tokens]


def scope_words(token: Token) -> str:
    """Return what a token is for."""
    projects = None if token.projects is None else ", ".join(token.projects) or "no project"
    if token.read_only:
        return f"Only download: {projects or 'everything'}"
    return projects or "All your projects"


def _shown(token: Token, *, suspended: bool, now: datetime) -> ShownToken:
    badge, state = _state(token, suspended=suspended, now=now)
    client, place, others = _use_words(token)
    return ShownToken(token, badge, state, scope_words(token), _end_words(token, now), client, place, others)


def _state(token: Token, *, suspended: bool, now: datetime) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "withdrawn", "Revoked"
    if not token.is_usable(now):
        return "lapsed", "Expired"
    if suspended and not token.read_only:
        return "frozen", "Suspended"
    if token.expires_at is not None and token.expires_at - now <= SOON:
        return "announced", "Expires soon"
    return "protected", "Works"


def _end_words(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return token.revocation
    if token.expires_at is not None and token.expires_at <= now:
        return f"It expired on {day_words(token.expires_at)}."
    return ""


def _use_words(token: Token) -> tuple[str, str, str]:
    use = token.last_use
    if use is None:
        return "", "", ""
    client = f"by {use.client}" if use.client else "by a program that does not say its name"
    if not use.places:
        return client, "", ""
    latest, *others = use.places
    place = f"from {latest.kind}, first seen {day_words(latest.first_used_at)}"
    return client, place, f"{counted(len(others), 'other place')} before" if others else ""
