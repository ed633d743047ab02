"""The one door through which a name is taken: may somebody begin a project of this name?

It is asked early, so that a file is not read for nothing, and again in the transaction that begins the project, where
nobody else writes: of two names that the eye takes for each other, one is refused.

Which names are critical is known on a higher floor. It tells us a function that returns them (`watch_look_alikes_of`),
so that nobody who begins a project can forget to ask for them.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import list_operators
from strongroom.catalog.models import (
    FlaggedName,
    MemberRole,
    Project,
    Role,
    RoleName,
)
from strongroom.catalog.queries import (
    find_project,
    find_role,
    find_ruling,
    grants_by_prefix,
    holders_for,
    list_confusable,
)
from strongroom.catalog.rules.names import Outcome, Situation, TypoPolicy, Verdict, judge
from strongroom.catalog.rules.names_confusable import confusable_key
from strongroom.catalog.rules.names_typos import LookAlike, find_look_alikes
from strongroom.catalog.rules.namespaces import HolderKind, covering, find_foreign
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.outbox.services import enqueue

_critical_names: Callable[[], Collection[NormalizedName]] = tuple


def watch_look_alikes_of(critical_names: Callable[[], Collection[NormalizedName]]) -> None:
    """Have every new name compared with those that this function returns."""
    global _critical_names
    _critical_names = critical_names


def weigh_name(name: NormalizedName, *, user_id: int | None) -> tuple[Verdict, ...]:
    """Return what each rule says of a name that this person, or a stranger, wants for a new project."""
    typos = TypoPolicy(settings.STRONGROOM_TYPO_NAMES)
    return judge(name, _situation(name, user_id), typos=typos)


def check_may_begin(name: NormalizedName, *, by: Actor) -> tuple[LookAlike, ...]:
    """Check that a project of this name may be begun by `by`, and return for what it is to be flagged.

    Raises:
        NameOfStandardLibrary, ProjectExists, NameProhibited, NameTooSimilar: no new project has such a name.
        NamespaceReserved: the name lies in the namespace of somebody else.
    """
    situation = _situation(name, by.user_id)
    verdicts = judge(name, situation, typos=TypoPolicy(settings.STRONGROOM_TYPO_NAMES))
    for verdict in verdicts:
        if verdict.outcome is Outcome.REFUSED and verdict.objection is not None:
            raise verdict.objection
    is_flagged = any(verdict.outcome is Outcome.FLAGGED for verdict in verdicts)
    return situation.foreign_look_alikes if is_flagged else ()


def begin_project(name: NormalizedName, *, display_name: str, by: Actor, now: datetime) -> Project:
    """Make a project of this name, owned by `by`, or by the organization in whose namespace the name lies.

    Raises:
        NameRefused, NamespaceReserved: as `check_may_begin`.
    """
    with write():
        flagged = check_may_begin(name, by=by)
        project = Project.objects.create(
            name=name,
            display_name=display_name,
            created_at=now,
            organization_id=_organization_around(name),
        )
        _give_right(project, by.user_id, now)
        if project.organization is not None:
            data = {"organization": project.organization.name}
            append(Fact("project.moved_in", project=name, data=data), by=by, at=now)
        for look_alike in flagged:
            _flag(name, look_alike, by=by, now=now)
    return project


def _situation(name: NormalizedName, user_id: int | None) -> Situation:
    critical = frozenset(_critical_names())
    key = confusable_key(name)
    twins = {*list_confusable(name), *(one for one in critical if confusable_key(one) == key)} - {name}
    look_alikes = find_look_alikes(name, critical)
    resembled = critical & (twins | {one.name for one in look_alikes})
    project, ruling = find_project(name), find_ruling(name)
    return Situation(
        taken_as=project.display_name if project else None,
        prohibited_because=ruling.reason if ruling and ruling.effect == "prohibited" else None,
        is_permitted=ruling is not None and ruling.permits(user_id),
        twins=tuple(sorted(twins)),
        look_alikes=look_alikes,
        own=frozenset(one for one in resembled if user_id and find_role(user_id, one) == RoleName.OWNER),
        foreign_namespace=find_foreign(name, grants=grants_by_prefix(), holders=holders_for(user_id)),
    )


def _organization_around(name: NormalizedName) -> int | None:
    """Return the organization in whose namespace a name lies."""
    holders = (grant.holder for grant in covering(grants_by_prefix(), name))
    return next((holder.id for holder in holders if holder.kind is HolderKind.ORGANIZATION), None)


def _give_right(project: Project, user_id: int | None, now: datetime) -> None:
    """Give who began a project their right on it.

    In an organization its owners own it by that; a manager becomes a maintainer, so as to go on publishing.
    """
    if user_id is None:
        return
    name = RoleName.OWNER
    if project.organization is not None:
        if project.organization.members.filter(user_id=user_id, role=MemberRole.OWNER).exists():
            return
        name = RoleName.MAINTAINER
    Role.objects.create(project=project, user_id=user_id, name=name, since=now)


def _flag(name: NormalizedName, look_alike: LookAlike, *, by: Actor, now: datetime) -> None:
    """Show a name to the operators: in their list, in the journal and by mail."""
    resembles, pattern = look_alike.name, look_alike.pattern
    FlaggedName.objects.create(
        name=name, resembles=resembles, pattern=pattern, begun_by=str(by), begun_at=now
    )
    # Not as a fact of the project: what may be a false alarm is not shown on its page.
    data = {"name": name, "resembles": resembles, "pattern": pattern}
    append(Fact("name.flagged", data=data), by=by, at=now)
    text = (
        f"{by.name} began the project {name}, whose name resembles that of {resembles}, a critical project "
        f"({pattern}).\n\nLook at it: {settings.STRONGROOM_URL}/project/{name}/\n\n"
        f'If all is well: strongroom name permit {name} --reason "…"\n'
        "All that wait for a look: strongroom name flagged\n"
    )
    subject = f"[{settings.STRONGROOM_NAME}] {name} resembles {resembles}"
    for operator in list_operators():
        if operator.address:
            enqueue(operator.address, subject=subject, text=text, at=now)
