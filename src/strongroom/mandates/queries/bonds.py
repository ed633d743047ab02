"""How one person is bound by each mandate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from strongroom.accounts.queries import Person
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.people import Asked, meets
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


def list_bonds(person: Person, asked: Sequence[Asked]) -> list[Bond]:
    """Return the mandates behind what is asked of a person: what they lack first, then by the soonest deadline."""
    terms: dict[int, list[tuple[Term, NormalizedName]]] = {}
    for one in asked:
        for term in one.terms:
            terms.setdefault(term.mandate_id, []).append((term, one.project))
    mandates = mandates_numbered(terms)
    bonds = [_bond(person, mandate, terms[number]) for number, mandate in mandates.items()]
    return sorted(bonds, key=lambda bond: (bond.satisfied, _soonest(bond).deadline, bond.mandate.id))


def _bond(person: Person, mandate: MandateRecord, under: list[tuple[Term, NormalizedName]]) -> Bond:
    in_order = sorted(under, key=lambda one: (one[0].deadline, one[1]))
    return Bond(
        mandate=mandate,
        terms={project: term for term, project in in_order},
        satisfied=meets(person.protection, mandate.strength),
    )


def _soonest(bond: Bond) -> Term:
    return next(iter(bond.terms.values()))
