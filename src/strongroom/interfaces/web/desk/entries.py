"""The journal, as operators read it: what, when, by whom, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from strongroom.infra.journal.queries import Entry
from strongroom.interfaces.web.events.kind import words_of
from strongroom.interfaces.web.events.kinds import KINDS
from strongroom.interfaces.web.wording import actor_words


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the journal."""

    at: datetime
    what: str
    by: str
    reason: str


def shown_entries(entries: Iterable[Entry]) -> list[ShownEntry]:
    """Return entries in words, without where they came from: that is for those whom they are about."""
    return [
        ShownEntry(entry.at, words_of(KINDS.get(entry.kind), entry), actor_words(entry.by), entry.reason)
        for entry in entries
    ]
