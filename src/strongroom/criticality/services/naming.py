"""Names that operators add to the critical ones, or take off their list."""

from datetime import datetime

from strongroom.catalog.services.care import check_of_others
from strongroom.criticality.errors import NamingUnfit
from strongroom.criticality.models import Effect, NamedProject
from strongroom.criticality.rules import letters
from strongroom.criticality.services.telling import tell_people_of
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READERS = "Everybody who looks at the project"


def add_by_name(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Put a name on the operators' list: the next run finds it critical, whatever its rank. Its people are told.

    Raises:
        OperatorsOnly: nobody else does this.
        NamingUnfit: it is on the list.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        row, is_new = NamedProject.objects.get_or_create(
            name=name, defaults={"effect": Effect.ADDED, "reason": reason, "by": str(by), "at": now}
        )
        if not is_new:
            raise NamingUnfit(
                f"Operators have decided about {name} already.", why=f"{row.effect}: {row.reason}"
            )
        append(Fact("project.named_critical", project=name, reason=reason), by=by, at=now)
        tell_people_of(name, letters.added_by_name(name, reason=reason), now=now)


def take_off_the_list(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Take a name off the operators' list: from the next run on its rank decides again. Its people are told.

    Raises:
        OperatorsOnly: nobody else does this.
        ApprovalRefused: it is a project of this operator.
        NamingUnfit: it is not on the list.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        check_of_others(name, by=by)
        deleted, _ = NamedProject.objects.filter(name=name, effect=Effect.ADDED).delete()
        if not deleted:
            raise NamingUnfit(f"Operators have not added {name} to the critical names.")
        append(Fact("project.naming_ended", project=name, reason=reason), by=by, at=now)
        tell_people_of(name, letters.taken_off_the_list(name, reason=reason), now=now)


def _check_operator(by: Actor) -> None:
    require_operator(by, "Names are added to the critical ones by operators.")
