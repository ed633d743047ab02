"""A project's journal in words, as everybody reads it: without origins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Entry, list_entries_of_project
from strongroom.interfaces.web.events.kind import words_of
from strongroom.interfaces.web.events.kinds import KINDS
from strongroom.interfaces.web.wording import actor_words

ENTRIES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the journal."""

    serial: int
    at: datetime
    what: str
    by: str
    reason: str
    evidence: str


def shown_entries(name: NormalizedName) -> list[ShownEntry]:
    """Return the newest entries of a project, newest first."""
    return [_shown(entry) for entry in list_entries_of_project(name, limit=ENTRIES_SHOWN)]


def _shown(entry: Entry) -> ShownEntry:
    return ShownEntry(
        serial=entry.serial,
        at=entry.at,
        what=words_of(KINDS.get(entry.kind), entry),
        by=actor_words(entry.by),
        reason=entry.reason,
        evidence=_evidence(entry.data),
    )


def _evidence(data: Mapping[str, Any]) -> str:
    """Write the numbers of a designation; other facts say all in their words."""
    if "downloads" not in data or "cut_off" not in data:
        return ""
    rank = f"rank {data['rank']:,}, " if data.get("rank") else ""
    return f"{rank}{data['downloads']:,} downloads against a cut-off of {data['cut_off']:,}"
