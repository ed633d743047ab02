"""The projects that somebody is bound for: standing, dates, and how to be bound no more. Nobody is held to a project."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import Ownership, ProjectRecord, ownership_of_projects, projects_named
from strongroom.criticality.queries import Explanation, list_critical, list_open_contests
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.wording import list_words
from strongroom.mandates.queries import Asked, Footing, footings_of

HEIRS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ShownDate:
    """From when on one mandate asks something for a project."""

    mandate: int
    title: str
    deadline: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What somebody can do instead with one project.

    Args:
        heirs: To whom they can hand it over, in words; empty if to nobody.
        is_direct: They have a role of their own, which can be given up here.
        can_hand_over: That role is the owner's.
        is_only_owner: Nobody else would own it.
        organization: Where a right is changed that is not direct; None outside of one.
        is_contested: A contest of its designation waits for an answer.
    """

    is_owner: bool
    is_direct: bool
    can_hand_over: bool
    is_only_owner: bool
    heirs: str
    is_archived: bool
    organization: NormalizedName | None
    is_critical: bool
    is_contested: bool

    @property
    def open_ways(self) -> tuple[str, ...]:
        """What they can do now, as the end of "you can …"."""
        ways = {
            "hand it over": self.can_hand_over and bool(self.heirs),
            "archive it": self.is_owner and not self.is_archived,
            "leave it": not self.is_only_owner if self.is_direct else self.organization is not None,
            "contest that it is critical": self.is_owner and self.is_critical and not self.is_contested,
        }
        return tuple(words for words, is_open in ways.items() if is_open)


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A row of the table."""

    name: str
    slug: NormalizedName
    states: tuple[str, ...]
    role: str
    through: str
    rank: int | None
    cut_off_rank: int | None
    dates: tuple[ShownDate, ...]
    out: WaysOut


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up for all rows at once."""

    footings: Mapping[NormalizedName, Footing]
    projects: Mapping[NormalizedName, ProjectRecord]
    ownership: Mapping[NormalizedName, Ownership]
    critical: Mapping[NormalizedName, Explanation]
    contested: Collection[NormalizedName]


def shown_projects(
    person: Person, asked: Sequence[Asked], titles: Mapping[int, str], *, now: datetime
) -> list[ShownProject]:
    """Return the rows of these projects of a person, in their order.

    Args:
        titles: Of the mandates, by number.
    """
    names = [one.project for one in asked]
    known = _Known(
        footings=footings_of(person, asked),
        projects=projects_named(names),
        ownership=ownership_of_projects(names),
        critical={one.name: one for one in list_critical(names)},
        contested={one.name for one in list_open_contests()},
    )
    return [_shown(one, known, _dates(one, titles, now)) for one in asked if one.project in known.footings]


def ways_words(rows: Sequence[ShownProject]) -> str:
    """Return what can be done with one of these projects or another, as the end of "you can …"; empty if nothing can."""
    ways = list(dict.fromkeys(way for row in rows for way in row.out.open_ways))
    return " or ".join(part for part in (", ".join(ways[:-1]), *ways[-1:]) if part)


def _shown(asked: Asked, known: _Known, dates: tuple[ShownDate, ...]) -> ShownProject:
    project, right = known.projects[asked.project], known.footings[asked.project].own.rights[0]
    explanation = known.critical.get(asked.project)
    run = explanation.run if explanation else None
    return ShownProject(
        name=project.display_name,
        slug=asked.project,
        states=_states(project, is_critical=explanation is not None),
        role=right.role,
        through="" if right.through == "direct" else right.way,
        rank=explanation.rank if explanation else None,
        cut_off_rank=run.cohort_size if run else None,
        dates=dates,
        out=_ways_out(asked.project, known),
    )


def _states(project: ProjectRecord, *, is_critical: bool) -> tuple[str, ...]:
    found = {
        "critical": is_critical,
        "withdrawn": project.withdrawn_at is not None,
        project.status: project.status != "active",
    }
    return tuple(state for state, is_so in found.items() if is_so)


def _ways_out(name: NormalizedName, known: _Known) -> WaysOut:
    footing = known.footings[name]
    direct = {right.role for right in footing.own.rights if right.through == "direct"}
    return WaysOut(
        is_owner=footing.own.role == "owner",
        is_direct=bool(direct),
        can_hand_over="owner" in direct,
        is_only_owner=footing.is_only_owner and "owner" in direct,
        heirs=_heirs(footing.heirs),
        is_archived=known.projects[name].status == "archived",
        organization=known.ownership[name].organization,
        is_critical=name in known.critical,
        is_contested=name in known.contested,
    )


def _heirs(usernames: Sequence[str]) -> str:
    if len(usernames) < 2:
        return "".join(usernames)
    return f"one of {list_words(usernames, at_most=HEIRS_SHOWN)}"


def _dates(asked: Asked, titles: Mapping[int, str], now: datetime) -> tuple[ShownDate, ...]:
    return tuple(
        ShownDate(term.mandate_id, titles[term.mandate_id], term.deadline, in_force=term.deadline <= now)
        for term in asked.terms
        if term.mandate_id in titles
    )
