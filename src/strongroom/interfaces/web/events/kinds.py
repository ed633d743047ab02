"""The registry: every kind of fact that this index records, and what it has recorded before.

A kind is never renamed and never leaves this list, for what was recorded stays. `docs/reference/journal.md` is written
from it; a test finds every kind that the contexts record and asks for it here.
"""

from collections.abc import Mapping

from strongroom.interfaces.web.events.account_kinds import ACCOUNT_KINDS
from strongroom.interfaces.web.events.kind import Group, Kind, SeenBy
from strongroom.interfaces.web.events.project_kinds import PROJECT_KINDS, UNPUBLISHED_KINDS

KINDS: Mapping[str, Kind] = {**ACCOUNT_KINDS, **PROJECT_KINDS, **UNPUBLISHED_KINDS}


def kinds_about_people(group: Group | None = None) -> list[str]:
    """Return the kinds of security events of an account, of one group or of all."""
    return [name for name, kind in KINDS.items() if kind.about_people and group in {None, kind.group}]


def kinds_of_projects(group: Group | None = None) -> list[str]:
    """Return the kinds of security events of a project, of one group or of all."""
    return [
        name
        for name, kind in KINDS.items()
        if kind.seen_by in {SeenBy.EVERYBODY, SeenBy.PEOPLE} and group in {None, kind.group}
    ]


def groups_of(names: list[str]) -> list[Group]:
    """Return the groups that these kinds are of, in their order."""
    present = {KINDS[name].group for name in names}
    return [group for group in Group if group in present]
