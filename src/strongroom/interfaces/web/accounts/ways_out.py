"""The projects that somebody is bound for: standing, dates, and how to be bound no more. Nobody is held to a project.

What is offered here is what the services would let pass now: `mandates.queries.footings_of` asks the one question, and so does
`exits` of organizations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import Ownership, ProjectRecord, ownership_of_projects, projects_named
from strongroom.criticality.queries import Contestability, Explanation, contestability_of, list_critical
from strongroom.foundation.days import instant_words
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationChange
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.accounts.exits import closed_exits, exits_of, refused_words
from strongroom.interfaces.web.wording import list_words
from strongroom.mandates.errors import HandsChanged, NotAllowed
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
        refusal: What closes all of it to them now; None if nothing does.
        is_direct: They have a role of their own, which can be given up here.
        can_hand_over: That role is the owner's.
        is_last_owner: Without that role nobody would own it.
        heirs: To whom they could hand it over now, in words; empty if to nobody.
        can_archive: They own it, and it is neither archived nor quarantined.
        organization: Where a right is given up that is not direct; None if they have no such right.
        exit_closed: Why it cannot be given up there now; empty if it can.
        contest: Whether its designation can be contested; None of what is not critical, or not theirs to contest.
    """

    refusal: NotAllowed | None
    is_direct: bool
    can_hand_over: bool
    is_last_owner: bool
    heirs: str
    can_archive: bool
    organization: NormalizedName | None
    exit_closed: str
    is_critical: bool
    contest: Contestability | None

    @property
    def closed(self) -> str:
        """What is said in place of all ways; empty if they are open."""
        return refused_words(self.refusal) if self.refusal else ""

    @property
    def open_ways(self) -> tuple[str, ...]:
        """What they can do now to be bound no more, as the end of "you can …"."""
        ways = {
            "hand it over": self.can_hand_over and bool(self.heirs) and not self.exit_closed,
            "archive it": self.can_archive,
            "leave it": not (self.is_last_owner or self.exit_closed),
            "contest that it is critical": self.contest is not None and self.contest.objection is None,
        }
        return () if self.refusal else tuple(words for words, is_open in ways.items() if is_open)


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
    contests: Mapping[str, Contestability]
    closed_exits: Mapping[OrganizationChange, str]

    def exits(self, name: NormalizedName) -> tuple[OrganizationChange, ...]:
        """How a right through the organization of a project is given up."""
        return exits_of(self.footings[name].own, self.ownership[name].organization)


def shown_projects(
    person: Person, asked: Sequence[Asked], titles: Mapping[int, str], *, now: datetime
) -> list[ShownProject]:
    """Return the rows of these projects of a person, in their order.

    Args:
        titles: Of the mandates, by number.
    """
    known = _known(person, asked, now)
    return [_shown(one, known, _dates(one, titles, now)) for one in asked if one.project in known.footings]


def ways_words(rows: Sequence[ShownProject]) -> str:
    """Return what can be done with one of these projects or another, as the end of "you can …"; empty if nothing can."""
    ways = list(dict.fromkeys(way for row in rows for way in row.out.open_ways))
    return " or ".join(part for part in (", ".join(ways[:-1]), *ways[-1:]) if part)


def wait_words(rows: Sequence[ShownProject]) -> str:
    """Return until when the ways out wait for an account that may be in other hands, as a sentence; empty if none waits."""
    waits = [row.out.refusal.until for row in rows if isinstance(row.out.refusal, HandsChanged)]
    if not waits:
        return ""
    return (
        f"Until {instant_words(max(waits))} the ways out of critical ones are closed to you, like every change of them: your "
        "account may be in other hands."
    )


def _known(person: Person, asked: Sequence[Asked], now: datetime) -> _Known:
    names, footings = [one.project for one in asked], footings_of(person, asked, now=now)
    ownership, critical = ownership_of_projects(names), list_critical(names)
    exits = [
        change for name, one in footings.items() for change in exits_of(one.own, ownership[name].organization)
    ]
    return _Known(
        footings=footings,
        projects=projects_named(names),
        ownership=ownership,
        critical={one.name: one for one in critical},
        contests=contestability_of(critical, now=now),
        closed_exits=closed_exits(person, exits, now=now),
    )


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
    footing, exits = known.footings[name], known.exits(name)
    direct = {right.role for right in footing.own.rights if right.through == "direct"}
    is_owner = footing.own.role == "owner"
    return WaysOut(
        # Whoever has any role may leave: what closes that closes the rest as well.
        refusal=footing.closed.get(Action.LEAVE),
        is_direct=bool(direct),
        can_hand_over="owner" in direct,
        is_last_owner="owner" in direct and not footing.is_owned_without,
        heirs=_heirs(footing.heirs),
        can_archive=is_owner and known.projects[name].status not in {"archived", "quarantined"},
        organization=known.ownership[name].organization if exits else None,
        exit_closed=next((known.closed_exits[one] for one in exits if one in known.closed_exits), ""),
        is_critical=name in known.critical,
        contest=known.contests.get(name) if is_owner else None,
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
