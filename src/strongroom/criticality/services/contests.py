"""Contest a designation, take a contest back, answer one, and let what is measured count again after a granted one.

A contest changes nothing by itself. One that is granted silences the downloads and dependents of that name, and the next
run, which alone ends designations, finds it outside.
"""

from datetime import datetime, timedelta

from strongroom.accounts.services import check_not_their_own
from strongroom.catalog.services.care import check_of_others
from strongroom.criticality.errors import ContestNotFound, ContestUnfit
from strongroom.criticality.models import Contest, Effect, NamedProject
from strongroom.criticality.queries import explain, find_objection
from strongroom.criticality.rules import contests as rules
from strongroom.criticality.rules import letters
from strongroom.criticality.rules.contests import ContestOutcome
from strongroom.criticality.services.telling import tell_people_of
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.throttle.services import Limit, count_attempt

_READERS = "Everybody who looks at the project"
CONTESTS = Limit(3, timedelta(days=1))
"""Of one name by one person, those taken back included: each of them writes to all its people."""


def contest(permit: Permit, *, reason: str) -> None:
    """Say that a project should not be critical. Operators answer; its people are told.

    Raises:
        ContestUnfit: there is nothing to contest, or not now.
        ReasonUnfit: there is no reason, or it does not fit.
        TooManyAttempts: it was contested, and taken back, too often.
    """
    permit.require(Action.CONTEST, permit.project)
    reason = needed_reason(reason, read_by=_READERS, longest=rules.CONTEST_LENGTH)
    name, by = permit.project, permit.by
    with write():
        check_may_contest(permit)
        count_attempt(f"contest:{name}:{by.user_id}", CONTESTS, now=permit.at)
        Contest.objects.create(name=name, contested_by_id=by.account, contested_at=permit.at, reason=reason)
        append(Fact("project.contested", project=name, reason=reason), by=by, at=permit.at)
        tell_people_of(name, letters.contested(name, by=by.name, reason=reason), now=permit.at)


def check_may_contest(permit: Permit) -> None:
    """Let pass whoever may contest a project, if its designation can be contested now.

    Raises:
        ContestUnfit: there is nothing to contest, or not now.
    """
    permit.require(Action.CONTEST, permit.project)
    objection = find_objection(explain(permit.project), now=permit.at)
    if objection is not None:
        raise objection


def take_contest_back(permit: Permit) -> None:
    """Take back the contest of a project that waits for its answer.

    Raises:
        ContestNotFound: none waits.
    """
    permit.require(Action.CONTEST, permit.project)
    with write():
        taken_back = Contest.objects.filter(name=permit.project, answered_at=None).update(
            outcome=ContestOutcome.TAKEN_BACK, answered_at=permit.at, answered_by=str(permit.by)
        )
        if not taken_back:
            raise ContestNotFound(f"No contest of {permit.project} waits for an answer.")
        append(Fact("project.contest_taken_back", project=permit.project), by=permit.by, at=permit.at)


def answer_contest(contest_id: int, outcome: ContestOutcome, *, words: str, by: Actor, now: datetime) -> None:
    """Grant a contest, or refuse it. The people of the project are told, and the reason is public.

    Raises:
        OperatorsOnly: nobody else does this.
        ApprovalRefused: this operator contested it, or it is a project of theirs.
        ContestNotFound: there is none.
        ContestUnfit: it has ended; or operators have added the name to the critical ones themselves, which has to end first.
        ReasonUnfit: there is no answer, or it does not fit.
    """
    _check_operator(by)
    words = needed_reason(words, called="answer", read_by=_READERS)
    with write():
        row = Contest.objects.filter(pk=contest_id).first()
        if row is None:
            raise ContestNotFound("There is no such contest.")
        if row.answered_at is not None:
            raise ContestUnfit(f"This contest has ended: it was {row.outcome.replace('-', ' ')}.")
        check_not_their_own(by.user_id, concerned=[row.contested_by_id])
        check_of_others(NormalizedName(row.name), by=by)
        if outcome is ContestOutcome.GRANTED:
            _release(row.name, words, by=by, now=now)
        row.outcome, row.answer, row.answered_at, row.answered_by = outcome, words, now, str(by)
        row.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
        name = NormalizedName(row.name)
        append(Fact(f"project.contest_{outcome}", project=name, reason=words), by=by, at=now)
        holds = rules.what_holds(explain(name).rules)
        tell_people_of(name, letters.answered(name, outcome, answer=words, holds=holds), now=now)


def count_again(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Let the downloads and dependents of a name designate it again, although a contest of it was granted. Its people are told.

    Raises:
        OperatorsOnly: nobody else does this.
        ApprovalRefused: it is a project of this operator.
        ContestUnfit: they do already.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        check_of_others(name, by=by)
        deleted, _ = NamedProject.objects.filter(name=name, effect=Effect.RELEASED).delete()
        if not deleted:
            raise ContestUnfit(f"No contest of {name} was granted: its downloads and dependents count.")
        append(Fact("project.counted_again", project=name, reason=reason), by=by, at=now)
        tell_people_of(name, letters.counted_again(name, reason=reason), now=now)


def _release(name: str, reason: str, *, by: Actor, now: datetime) -> None:
    row, is_new = NamedProject.objects.get_or_create(
        name=name, defaults={"effect": Effect.RELEASED, "reason": reason, "by": str(by), "at": now}
    )
    if not is_new and row.effect == Effect.ADDED:
        raise ContestUnfit(
            f"Operators have added {name} to the critical names themselves.",
            why=row.reason,
            next_step="Take it off that list first, or refuse the contest.",
        )


def _check_operator(by: Actor) -> None:
    require_operator(by, "Contests are answered by operators.")
