"""What operators decide about names: prohibit one, permit one, leave it to the rules again."""

from datetime import datetime

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import NameRulingNotFound
from strongroom.catalog.models import NameEffect, NameRuling
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READER = "Whoever asks for the name"


def prohibit_name(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Let no new project have this name. A project that has it goes on. Whoever asks for the name reads the reason.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        _rule(name, NameEffect.PROHIBITED, by=by, reason=reason, now=now)


def permit_name(name: NormalizedName, *, username: str | None, by: Actor, reason: str, now: datetime) -> None:
    """Let a new project have this name although a rule is against it; never one that is taken, or another's namespace.

    Args:
        username: To whom; None permits it to whoever comes first.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
        PersonNotFound: there is nobody of that name.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        person_id = get_person_named(username).user_id if username else None
        _rule(name, NameEffect.PERMITTED, person_id=person_id, by=by, reason=reason, now=now)


def leave_name_to_the_rules(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Take back what was decided about a name.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
        NameRulingNotFound: nothing was decided about it.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        deleted, _ = NameRuling.objects.filter(name=name).delete()
        if not deleted:
            raise NameRulingNotFound(
                f"Nothing was decided about the name {name}.", next_step="See `strongroom name list`."
            )
        _record("name.left_to_rules", name, by=by, reason=reason, now=now)


def _rule(
    name: NormalizedName,
    effect: NameEffect,
    *,
    person_id: int | None = None,
    by: Actor,
    reason: str,
    now: datetime,
) -> None:
    NameRuling.objects.update_or_create(
        name=name,
        defaults={
            "effect": effect,
            "person_id": person_id,
            "reason": reason,
            "ruled_at": now,
            "ruled_by": str(by),
        },
    )
    _record(f"name.{effect}", name, by=by, reason=reason, now=now)


def _record(kind: str, name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    # Not as the subject: a person may have the same name.
    append(Fact(kind, reason=reason, data={"name": name}), by=by, at=now)


def _check_operator(by: Actor) -> None:
    require_operator(
        by,
        "Names are prohibited and permitted by operators.",
        next_step="Write to the operators of this index.",
    )
