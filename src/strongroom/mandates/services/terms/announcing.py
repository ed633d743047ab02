"""Announce a mandate, change which projects it names, and end it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet

from strongroom.catalog.errors import ProjectNotFound
from strongroom.catalog.queries import get_organization, get_organization_named, projects_named
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import InvalidName, NormalizedName, normalize
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import DemandUnfit, MandateRunning
from strongroom.mandates.models import Mandate
from strongroom.mandates.queries import get_mandate
from strongroom.mandates.rules.demands import Demand, check_demand
from strongroom.mandates.rules.requirement_letters import ended
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.services.letters.telling import asked_by, tell_of_requirement
from strongroom.mandates.services.terms.in_scope import Tended, lapse_some_ended
from strongroom.mandates.services.terms.life import places_running
from strongroom.mandates.services.terms.tending import gathered, tend, tend_in_portions

_READERS = "Everybody concerned"


def announce(demand: Demand, *, by: Actor, now: datetime) -> Tended:
    """Announce that the projects in a scope will need a second factor, and tell everybody concerned at once.

    Each project in scope now has its deadline `notice_days` from now; each one that comes into scope later gets the same
    notice of its own.

    Raises:
        NoticeTooShort, BrownOutUnfit, DemandUnfit, ReasonUnfit: what is asked cannot be asked.
        MandateRunning: the same is announced already.
        OrganizationNotFound, ProjectNotFound: what it is aimed at is not there.
        OperatorsOnly: nobody else does this.
    """
    return gathered(announce_in_portions(demand, by=by, now=now))


def announce_in_portions(demand: Demand, *, by: Actor, now: datetime) -> Iterator[Tended]:
    """Do the same, and yield after each portion of terms or people what was done. The first leaves the rest to `tend`.

    Raises:
        As `announce`.
    """
    with write():
        begin_mandate(demand, by=by, now=now)
    yield from tend_in_portions(by=by, now=now)


def begin_mandate(
    demand: Demand, *, by: Actor, now: datetime, counted_from: datetime | None = None
) -> Mandate:
    """Record a mandate in the running write transaction. Its terms begin, and its people are told, when it is tended.

    Args:
        counted_from: No notice is counted from before then; from now if it is not given.

    Raises:
        As `announce`.
    """
    _check_operator(by)
    check_announceable(demand)
    reason = needed_reason(demand.reason, read_by=_READERS)
    mandate = Mandate.objects.create(
        scope=demand.scope,
        target=demand.target,
        named=list(demand.named),
        strength=demand.strength,
        notice_days=demand.notice_days,
        brown_out_days=sorted(set(demand.brown_out_days), reverse=True),
        announced_at=now,
        announced_by=str(by),
        counted_from=counted_from or now,
        reason=reason,
    )
    _record("mandate.announced", mandate, reason, by=by, now=now)
    return mandate


def check_announceable(demand: Demand) -> None:
    """Let pass what could be announced now.

    Raises:
        As `announce`.
    """
    check_demand(demand)
    needed_reason(demand.reason, read_by=_READERS)
    if demand.scope is Scope.ORGANIZATION:
        get_organization(demand.targets[0])
    _check_known(demand.named)
    if _running(demand).exists():
        scope = f"{demand.scope.replace('-', ' ')} {demand.target}".strip()
        raise MandateRunning(
            f"A mandate that asks the same is already announced, on {scope}.",
            next_step="The page of the rules shows it, and so does `strongroom mandate show`. "
            + (
                "Add projects to it with `strongroom mandate name`."
                if demand.scope is Scope.PROJECTS
                else "End it first, or ask for something else."
            ),
        )


def target_of(raw_name: str, scope: Scope) -> NormalizedName:
    """Return the one spelling of a name that an operator gives of what a demand of this scope is aimed at.

    Raises:
        OrganizationNotFound: there is no such organization, where one is meant.
        InvalidName: no project can have that name.
    """
    if scope is Scope.ORGANIZATION:
        return get_organization_named(raw_name).name
    try:
        return normalize(raw_name)
    except InvalidName as refusal:
        raise InvalidName(refusal.what, why=refusal.why, next_step="Look up how it is spelled.") from refusal


def name_projects(
    mandate_id: int, names: Collection[NormalizedName], *, by: Actor, reason: str, now: datetime
) -> Tended:
    """Bring more projects under a mandate on named projects, each with the full notice, and tell their people.

    Raises:
        NoMandate: there is none of that number.
        DemandUnfit: its scope is another one.
        ProjectNotFound, ReasonUnfit, OperatorsOnly.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        mandate = _get_naming(mandate_id)
        _check_known(names)
        mandate.named = sorted({*mandate.named, *names})
        mandate.save(update_fields=["named"])
        _record("mandate.projects_named", mandate, reason, by=by, now=now, projects=sorted(names))
    return tend(by=by, now=now)


def unname_projects(
    mandate_id: int, names: Collection[NormalizedName], *, by: Actor, reason: str, now: datetime
) -> Tended:
    """Take projects off a mandate on named projects: their terms lapse.

    Raises:
        NoMandate, DemandUnfit, ReasonUnfit, OperatorsOnly: as `name_projects`.
        ProjectNotFound: it does not name one of them.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        mandate = _get_naming(mandate_id)
        for name in sorted(set(names).difference(mandate.named)):
            raise ProjectNotFound(
                f"Mandate {mandate_id} does not name {name}.", next_step="See `strongroom mandate show`."
            )
        mandate.named = sorted(set(mandate.named).difference(names))
        mandate.save(update_fields=["named"])
        _record("mandate.projects_unnamed", mandate, reason, by=by, now=now, projects=sorted(names))
    return tend(by=by, now=now)


def end_mandate(mandate_id: int, *, by: Actor, reason: str, now: datetime) -> tuple[str, ...]:
    """End a mandate of operators or of owners, for ever or not: all its terms lapse. Return the names of its projects.

    Raises:
        NoMandate: there is none of that number, or it has ended.
        ReasonUnfit, OperatorsOnly.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        mandate = Mandate.objects.get(pk=get_mandate(mandate_id).id)
        return lapse_mandate(mandate, by=by, reason=reason, now=now)


def lapse_mandate(mandate: Mandate, *, by: Actor, reason: str, now: datetime) -> tuple[str, ...]:
    """End a mandate in the running write transaction, whoever may; return the names of its projects.

    Nobody is bound by it any more. Where owners had asked for it, all people of their project are told now; those whom operators
    had bound are told, a portion at a time, when it is tended.
    """
    names = sorted(name for mandate_id, name in places_running() if mandate_id == mandate.pk and name)
    mandate.ended_at, mandate.ended_by, mandate.ended_reason = now, str(by), reason
    is_own = mandate.scope == Scope.OWN
    mandate.round_began_at, mandate.looked_to = None if is_own else now, 0
    mandate.save()
    lapse_some_ended(by=by, now=now)
    _record("mandate.ended", mandate, reason, by=by, now=now)
    if is_own:
        mandate.obligations.update(lapsed_at=now)
        doer = f"Operator {by.name}" if by.kind is ActorKind.OPERATOR else by.name
        tell_of_requirement(mandate, ended(asked_by(mandate), doer=doer, reason=reason), now=now)
    return tuple(names)


def _check_operator(by: Actor) -> None:
    require_operator(by, "Only operators announce and end mandates.", next_step="Write to the operators.")


def _check_known(names: Collection[NormalizedName]) -> None:
    unknown = sorted(set(names).difference(projects_named(names) if names else ()))
    if unknown:
        raise ProjectNotFound(
            f"There is no project {' or '.join(unknown)}.", next_step="Look up how the name is spelled."
        )


def _get_naming(mandate_id: int) -> Mandate:
    mandate = Mandate.objects.get(pk=get_mandate(mandate_id).id)
    if mandate.scope != Scope.PROJECTS:
        raise DemandUnfit(
            f"Mandate {mandate_id} is on {mandate.scope}, and names no projects.",
            next_step="Announce one with the scope projects.",
        )
    return mandate


def _running(demand: Demand) -> QuerySet[Mandate]:
    return Mandate.objects.filter(
        ended_at=None, strength=demand.strength, scope=demand.scope, target=demand.target
    )


def _record(
    kind: str, mandate: Mandate, reason: str, *, by: Actor, now: datetime, projects: Collection[str] = ()
) -> None:
    """Journal what was done to a mandate as a whole. What it means for a project is a fact of its own."""
    subject = f"{mandate.scope} {mandate.target}".strip()
    data: dict[str, object] = {
        "mandate": mandate.pk,
        "strength": str(mandate.strength),
        "notice_days": mandate.notice_days,
        "brown_out_days": mandate.brown_out_days,
    }
    if projects:
        data["projects"] = list(projects)
    append(Fact(kind, subject=subject, reason=reason, data=data), by=by, at=now)
