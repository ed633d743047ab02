"""Security events as lines of a page: what, when, by whom, from where, and why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from strongroom.foundation.actors import STRANGER, ActorKind
from strongroom.infra.journal.queries import TracedEntry
from strongroom.interfaces.web.events.kind import Group, words_of
from strongroom.interfaces.web.events.kinds import KINDS, groups_of
from strongroom.interfaces.web.wording import actor_words

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One line. `place` and `client` are empty where they are not known any more, or not for this reader."""

    at: datetime
    what: str
    by: str
    reason: str
    place: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events a page is asked for, by its query: `?group=tokens&before=4711`."""

    group: Group | None
    before: int | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read the query; what cannot be read asks for nothing."""
        group = next((one for one in Group if one.slug == request.GET.get("group")), None)
        before = request.GET.get("before", "")
        return cls(group, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)


def events_context(
    asked: Asked, traced: list[TracedEntry], *, viewer: str, kinds: Collection[str], own: bool
) -> dict[str, object]:
    """Return what `components/events.html` shows of one page.

    Args:
        traced: One more than is shown, where there are more.
        viewer: Who reads, as the journal names them.
        kinds: All that the page can show: their groups are offered.
        own: They are about the viewer.
    """
    page = traced[:PER_PAGE]
    return {
        "events": shown_events(page, viewer=viewer, own=own),
        "groups": groups_of(list(kinds)),
        "group": asked.group,
        "older": page[-1].entry.serial if len(traced) > PER_PAGE else None,
        "is_newest": asked.before is None,
    }


def shown_events(traced: Iterable[TracedEntry], *, viewer: str, own: bool) -> list[ShownEvent]:
    """Return the lines of these entries; see `events_context` for `viewer` and `own`."""
    return list(_without_twins(_shown(one, viewer, own=own) for one in traced))


def shows_origin(by: str, *, viewer: str, own: bool) -> bool:
    """Say whether the reader of an event learns where it came from.

    Of what somebody else did to an account its owner does not: it is that person's place. The people of a project
    learn it of each other; nobody learns it of operators. Of whoever was refused everybody concerned does.

    Args:
        by: Who did it, as the journal names them.
    """
    kind, _, name = by.partition(":")
    match kind:
        case ActorKind.OPERATOR:
            return False
        case ActorKind.SYSTEM:
            return by == str(STRANGER)
        case _:
            return not own or name == viewer.partition(":")[2]


def _shown(one: TracedEntry, viewer: str, *, own: bool) -> ShownEvent:
    entry, known = one.entry, shows_origin(one.entry.by, viewer=viewer, own=own)
    return ShownEvent(
        at=entry.at,
        what=words_of(KINDS.get(entry.kind), entry, to_you=own),
        by="you" if entry.by == viewer else actor_words(entry.by),
        reason=entry.reason,
        place=one.origin.place if known else "",
        client=one.origin.client if known else "",
    )


def _without_twins(events: Iterable[ShownEvent]) -> Iterator[ShownEvent]:
    """Leave out what says the same as the line before: a place in an organization is a fact for each of its projects."""
    last = None
    for event in events:
        if event != last:
            yield event
        last = event
