"""The mandates of operators that are announced or in force, as everybody reads them, and as programs do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.accounts.bonds import NAMES_SHOWN, asks_of, enough_words, title_of
from strongroom.interfaces.web.wording import Event, actor_words, counted
from strongroom.mandates.queries import (
    MandateRecord,
    brown_out_days,
    deadlines_by_mandate,
    list_mandates,
    list_requirements,
    rehearsal_words,
)
from strongroom.mandates.services import Phase, Scope

Deadlines = Mapping[datetime, int]
"""How many terms end when, the soonest first."""


@dataclass(frozen=True, slots=True)
class ShownMandate:
    """A mandate in words.

    Args:
        number: Of the mandate, for the anchors of the page.
        factor: What is asked for, without its article.
        phase: How far it has come for the project that is ahead of all: a badge.
        dates: Since when and from when on it is in force, for how many projects.
        rehearsals: When it is rehearsed; empty where it never is.
        names: The first of the projects that it names; `more` counts the others.
        organization: Name of the one whose projects it is on, or empty.
    """

    number: int
    factor: str
    title: str
    phase: str
    asks: str
    enough: str
    announced_at: datetime
    announced_by: str
    reason: str
    notice: str
    dates: str
    rehearsals: str
    names: tuple[NormalizedName, ...]
    more: int
    organization: str


def shown_mandates(now: datetime) -> list[ShownMandate]:
    """Return all of them, the oldest first."""
    deadlines = deadlines_by_mandate()
    return [_shown(one, deadlines.get(one.id, {}), now) for one in list_mandates()]


def projects_with_own_requirement() -> int:
    """Return of how many projects the owners ask for a second factor themselves."""
    return len({one.target for one in list_requirements()})


def mandate_events(now: datetime) -> list[Event]:
    """Return of each when it was announced, the rehearsals before its first deadline, and that deadline."""
    deadlines = deadlines_by_mandate()
    return [event for one in list_mandates() for event in _events(one, deadlines.get(one.id, {}), now)]


def mandates_json() -> list[dict[str, Any]]:
    """Return them for programs; `help.ledger` explains the keys."""
    deadlines = deadlines_by_mandate()
    return [_json(one, deadlines.get(one.id, {})) for one in list_mandates()]


def _shown(one: MandateRecord, deadlines: Deadlines, now: datetime) -> ShownMandate:
    return ShownMandate(
        number=one.id,
        factor=one.strength.words.removeprefix("a "),
        title=title_of(one),
        phase=str(_phase(one, deadlines, now)),
        asks=asks_of(one),
        enough=enough_words(one.strength),
        announced_at=one.announced_at,
        announced_by=actor_words(one.announced_by),
        reason=one.reason,
        notice=one.notice(now.date()),
        dates=_dates_words(one, deadlines, now),
        rehearsals=_rehearsal_words(one, deadlines, now.date()),
        names=one.named[:NAMES_SHOWN],
        more=len(one.named[NAMES_SHOWN:]),
        organization=one.target if one.scope is Scope.ORGANIZATION else "",
    )


def _phase(one: MandateRecord, deadlines: Deadlines, now: datetime) -> Phase:
    if any(deadline <= now for deadline in deadlines):
        return Phase.ENFORCED
    return Phase.BROWN_OUT if now.date() in _rehearsals(one, deadlines) else Phase.ANNOUNCED


def _rehearsals(one: MandateRecord, deadlines: Collection[datetime]) -> list[date]:
    return sorted(
        {day for until in deadlines for day in brown_out_days(until, days_before=one.brown_out_days)}
    )


def _dates_words(one: MandateRecord, deadlines: Deadlines, now: datetime) -> str:
    """Return since when it is in force, and from when on it will be, for how many projects."""
    if not deadlines:
        return "No project is in its scope now."
    if one.scope is Scope.EVERY_PUBLISHER:
        until = min(deadlines)
        return f"Since {day_words(until)}." if until <= now else f"From {day_words(until)} on."
    past = {on: terms for on, terms in deadlines.items() if on <= now}
    coming = {on: terms for on, terms in deadlines.items() if on > now}
    return " ".join(_part_words(part, is_over=part is past) for part in (past, coming) if part)


def _part_words(deadlines: Deadlines, *, is_over: bool) -> str:
    projects, first = counted(sum(deadlines.values()), "project"), day_words(min(deadlines))
    when = f"since {first}" if is_over else f"from {first} on"
    if len(deadlines) == 1:
        return f"For {projects} {when}."
    last = "" if is_over else f", the last from {day_words(max(deadlines))} on"
    return f"For {projects}, the first {when}{last}."


def _rehearsal_words(one: MandateRecord, deadlines: Deadlines, today: date) -> str:
    if not one.brown_out_days:
        return ""
    coming = [day for day in _rehearsals(one, deadlines) if day >= today]
    following = f" The next is on {day_words(coming[0])}." if coming else ""
    return f"{rehearsal_words(one.brown_out_days)} before each deadline, for one day (UTC).{following}"


def _events(one: MandateRecord, deadlines: Deadlines, now: datetime) -> list[Event]:
    title, factor = title_of(one), one.strength.words
    announced = f"{factor[0].upper()}{factor[1:]} is announced: {title}"
    notice = f"Notice: {one.notice(now.date())}."
    events = [Event(announced, one.announced_at, "done", "announced", notice)]
    if not deadlines:
        return events
    first = min(deadlines)
    for day in _rehearsals(one, [first]):
        rehearsed = f"For this day (UTC) changes without {factor} are refused."
        state = "done" if day < now.date() else "upcoming"
        events.append(Event(f"Rehearsal: {title}", day, state, "brown-out", rehearsed))
    refused = f"Changes without {factor} are refused: {title}"
    about = "" if one.scope is Scope.EVERY_PUBLISHER else "First deadline."
    events.append(Event(refused, first, "done" if first <= now else "upcoming", "enforced", about))
    return events


def _json(one: MandateRecord, deadlines: Deadlines) -> dict[str, Any]:
    is_for_all = one.scope is Scope.EVERY_PUBLISHER
    return {
        "number": one.id,
        "scope": str(one.scope),
        "target": one.target,
        "named": list(one.named),
        "strength": str(one.strength),
        "reason": one.reason,
        "announced_at": one.announced_at.isoformat(timespec="seconds"),
        "announced_by": one.announced_by,
        "notice_days": one.notice_days,
        "notice_counted_from": one.last_told_on.isoformat(),
        "brown_out_days": list(one.brown_out_days),
        "deadlines": [
            {
                "at": until.isoformat(timespec="seconds"),
                "projects": None if is_for_all else terms,
                "brown_outs": [day.isoformat() for day in _rehearsals(one, [until])],
            }
            for until, terms in deadlines.items()
        ],
    }
