"""Whom a mandate would bind that is not announced yet, and what its letters would say when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import Collaborator
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.announcements import AnnouncementRecord, addressed_by
from strongroom.mandates.queries.people import list_bound_people, satisfies
from strongroom.mandates.queries.scopes import names_in_scope
from strongroom.mandates.rules.batches import Batches, days_of, last_day
from strongroom.mandates.rules.demands import Demand
from strongroom.mandates.rules.drafts import Addressed, Difference, compare
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import brown_out_days, deadline, start_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What would come of a mandate that is sent now.

    Args:
        concerned: Everybody whom it binds, once, with their terms; by user name.
        days: Working days on which letters go out.
    """

    concerned: tuple[tuple[Person, list[Term]], ...]
    days: tuple[date, ...]
    deadline: datetime


def plan_of(demand: Demand, *, batch_size: int, now: datetime) -> Plan:
    """Return whom a demand would bind, and by when, if its letters began to go out now."""
    names = names_in_scope(demand.scope, target=demand.target, named=demand.named)
    undated = [Term(name, now, now, scope=demand.scope) for name in sorted(names)]
    bound = list_bound_people(undated)
    batches = Batches(len(bound), batch_size)
    until = deadline(start_of(last_day(batches, now=now)), notice_days=demand.notice_days)
    terms = {term.project: _term(demand, term, until) for term in undated}
    concerned = tuple((person, terms_for(rights, terms)) for person, rights in bound)
    return Plan(concerned, tuple(days_of(batches, now=now)), until)


def demand_of(record: AnnouncementRecord) -> Demand:
    """Return what an announcement asks for."""
    organization = (NormalizedName(record.target),) if record.scope is Scope.ORGANIZATION else ()
    return Demand(
        reason=record.reason,
        notice_days=record.notice_days,
        scope=record.scope,
        targets=record.named or organization,
        phishing_resistant=record.phishing_resistant,
        brown_out_days=record.brown_out_days,
    )


def difference_of(record: AnnouncementRecord, plan: Plan) -> Difference:
    """Return what has changed since the letters of a draft were made."""
    present = {
        person.username: Addressed(
            frozenset(term.project for term in terms),
            all(satisfies(person.protection, term) for term in terms),
        )
        for person, terms in plan.concerned
    }
    return compare(addressed_by(record.id), present)


def terms_for(rights: Sequence[Collaborator], terms: Mapping[NormalizedName, Term]) -> list[Term]:
    """Return those terms of one mandate, by project, that bind whoever holds these rights; the one of every project alone."""
    if EVERY_PROJECT in terms:
        return [terms[EVERY_PROJECT]]
    return [terms[right.project] for right in rights if right.project in terms]


def _term(demand: Demand, undated: Term, until: datetime) -> Term:
    return Term(
        undated.project,
        undated.announced_at,
        until,
        phishing_resistant=demand.phishing_resistant,
        scope=demand.scope,
        target=demand.target,
        brown_outs=brown_out_days(until, days_before=demand.brown_out_days),
    )
