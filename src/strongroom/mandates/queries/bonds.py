"""How one person is bound: by each mandate, and on each project with who else is there.

A few statements, however many projects and mandates there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from strongroom.accounts.queries import Person, list_people
from strongroom.catalog.queries import Collaborator, list_people_who_may_publish
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.people import Asked, meets, satisfies
from strongroom.mandates.queries.terms import MandateRecord, mandates_numbered
from strongroom.mandates.rules.terms import Term


@dataclass(frozen=True, slots=True)
class Bond:
    """One mandate that binds somebody.

    Args:
        terms: Its term for each of their projects, the soonest deadline first.
        satisfied: They hold what it asks for.
    """

    mandate: MandateRecord
    terms: Mapping[NormalizedName, Term]
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Footing:
    """How somebody stands on a project.

    Args:
        heirs: User names of the others there who hold everything that is asked: who can take it over.
        is_only_owner: Nobody else owns it.
    """

    own: Collaborator
    heirs: tuple[str, ...]
    is_only_owner: bool


def list_bonds(person: Person, asked: Sequence[Asked]) -> list[Bond]:
    """Return the mandates behind what is asked of a person: what they lack first, then by the soonest deadline."""
    terms: dict[int, list[tuple[Term, NormalizedName]]] = {}
    for one in asked:
        for term in one.terms:
            terms.setdefault(term.mandate_id, []).append((term, one.project))
    mandates = mandates_numbered(terms)
    bonds = [_bond(person, mandate, terms[number]) for number, mandate in mandates.items()]
    return sorted(bonds, key=lambda bond: (bond.satisfied, _soonest(bond).deadline, bond.mandate.id))


def footings_of(person: Person, asked: Sequence[Asked]) -> dict[NormalizedName, Footing]:
    """Return how a person stands on each of these projects; those that they have left meanwhile are left out."""
    rights: dict[NormalizedName, list[Collaborator]] = {one.project: [] for one in asked}
    for right in list_people_who_may_publish(names=list(rights)):
        rights[right.project].append(right)
    ids = {right.user_id for several in rights.values() for right in several}
    people = {one.user_id: one for one in list_people(ids)}
    return {
        one.project: _footing(own, one.terms, rights[one.project], people)
        for one in asked
        for own in rights[one.project]
        if own.user_id == person.user_id
    }


def _bond(person: Person, mandate: MandateRecord, under: list[tuple[Term, NormalizedName]]) -> Bond:
    in_order = sorted(under, key=lambda one: (one[0].deadline, one[1]))
    return Bond(
        mandate=mandate,
        terms={project: term for term, project in in_order},
        satisfied=meets(person.protection, phishing_resistant=mandate.phishing_resistant),
    )


def _soonest(bond: Bond) -> Term:
    return next(iter(bond.terms.values()))


def _footing(
    own: Collaborator, terms: Sequence[Term], rights: Sequence[Collaborator], people: Mapping[int, Person]
) -> Footing:
    others = [right for right in rights if right.user_id != own.user_id]
    return Footing(
        own=own,
        heirs=tuple(right.username for right in others if _holds_all(people[right.user_id], terms)),
        is_only_owner=all(right.role != "owner" for right in others),
    )


def _holds_all(person: Person, terms: Sequence[Term]) -> bool:
    return person.is_protected and all(satisfies(person.protection, term) for term in terms)
