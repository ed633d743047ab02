"""Whom the mandates bind, and what they ask of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.accounts.queries import Person, Protection, list_unreachable
from strongroom.catalog.queries import Collaborator, list_companions, list_people_who_may_publish
from strongroom.criticality.queries import designated_since
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.queries.terms import list_terms, terms_by_project
from strongroom.mandates.rules.scopes import EVERY_PROJECT
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term, foremost
from strongroom.mandates.rules.timeline import REFUSING, Phase


@dataclass(frozen=True, slots=True)
class Asked:
    """What one project asks of one person.

    Args:
        term: The one of its terms that is to be said first: of those that the person does not satisfy, if there are any.
        terms: All of them, by deadline.
        lacking: Those that the person does not satisfy, by deadline.
        waits_until: Until when the person cannot change the project, whatever they hold: it is critical, and their account may
            be in other hands. None if it is not so.
    """

    project: NormalizedName
    role: str
    critical_since: date | None
    term: Term | None
    phase: Phase | None
    terms: tuple[Term, ...] = ()
    lacking: tuple[Term, ...] = ()
    waits_until: datetime | None = None

    @property
    def satisfied(self) -> bool:
        """The person holds what every term asks for."""
        return not self.lacking

    @property
    def is_refused(self) -> bool:
        """Changes by the person are refused now, for good or for the day of a rehearsal."""
        return not self.satisfied and self.phase in REFUSING


@dataclass(frozen=True, slots=True)
class UnreachableMaintainer:
    """Somebody who may publish critical projects and whom mail does not reach; since when, as far as it is known."""

    username: str
    why: str
    since: datetime | None
    projects: tuple[NormalizedName, ...]


def list_people_at_stake() -> dict[int, list[NormalizedName]]:
    """Return everybody who may publish a critical project, or one with a term of its own, by user id, with these projects.

    Whoever gets hold of one of these accounts can change what others depend on.
    """
    at_stake: dict[int, list[NormalizedName]] = {}
    for right in list_people_who_may_publish(names=_names_at_stake()):
        at_stake.setdefault(right.user_id, []).append(right.project)
    return at_stake


def companions_at_stake(user_id: int) -> dict[str, list[NormalizedName]]:
    """Return who else may publish the projects at stake of a person, by user name, with these projects."""
    names, companions = _names_at_stake(), dict[str, list[NormalizedName]]()
    for right in list_companions(user_id):
        if right.project in names:
            companions.setdefault(right.username, []).append(right.project)
    return companions


def list_unreachable_maintainers(*, now: datetime) -> list[UnreachableMaintainer]:
    """Return the people at stake whom mail does not reach, by user name, with their projects."""
    at_stake = list_people_at_stake()
    return [
        UnreachableMaintainer(one.username, one.why, one.since, tuple(at_stake[one.user_id]))
        for one in list_unreachable(list(at_stake), now=now)
    ]


def _names_at_stake() -> set[NormalizedName]:
    return {*designated_since(), *(term.project for term in list_terms())} - {EVERY_PROJECT}


def list_asked(person: Person, *, now: datetime) -> list[Asked]:
    """Return every project of a person with what is asked of them there, the soonest deadline first."""
    rights = list_people_who_may_publish(user_ids=[person.user_id])
    terms = terms_by_project([right.project for right in rights])
    critical = designated_since()
    asked = [
        _asked(person, right, terms.get(right.project, ()), critical.get(right.project), now)
        for right in rights
    ]
    return sorted(
        asked, key=lambda one: (one.term is None, one.term.deadline if one.term else now, one.project)
    )


def _asked(
    person: Person, right: Collaborator, terms: Sequence[Term], since: date | None, now: datetime
) -> Asked:
    lacking = tuple(term for term in terms if not satisfies(person.protection, term))
    term = foremost(lacking or terms, now=now)
    return Asked(
        project=right.project,
        role=right.role,
        critical_since=since,
        term=term,
        phase=term.phase(now) if term else None,
        terms=tuple(terms),
        lacking=lacking,
        waits_until=person.hands_until if since and person.hands_until and person.hands_until > now else None,
    )


def satisfies(protection: Protection, term: Term) -> bool:
    """Somebody so protected holds what the term asks for."""
    return meets(protection, term.strength)


def meets(protection: Protection, strength: Strength) -> bool:
    """Somebody so protected holds what a mandate of that strength asks for."""
    return strength.is_met_by(factor_of(protection))


def factor_of(protection: Protection) -> FactorStrength:
    """Return how strong the strongest factor is that somebody so protected holds."""
    if protection is Protection.PHISHING_RESISTANT:
        return FactorStrength.PHISHING_RESISTANT
    return FactorStrength.NONE if protection is Protection.NONE else FactorStrength.SECOND_FACTOR
