"""An owner contests a designation; operators answer with a reason; the next run follows the answer."""

from datetime import timedelta

import pytest

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.accounts.services import HandsCause, record_hands_change
from strongroom.catalog.models import Role
from strongroom.criticality.errors import ContestNotFound, ContestUnfit
from strongroom.criticality.queries import (
    explain,
    is_released,
    list_contests_of,
    list_designations,
    list_open_contests,
)
from strongroom.criticality.services import (
    ContestOutcome,
    add_by_name,
    answer_contest,
    contest,
    count_again,
    take_contest_back,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import REASON_LENGTH
from strongroom.infra.db import write
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.mandates.errors import HandsChanged, NotAllowed
from strongroom.mandates.services import permit
from tests.support import given, organized
from tests.support.given import NOON, acting, operating

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
REASON = "Nine of ten downloads are our own machines."
ANSWER = "The logs of the edge say the same."


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    return given.critical_project(ada)


def may_contest(somebody: Person, *, days: int = 0) -> Permit:
    return permit(
        acting(somebody), Action.CONTEST, NormalizedName("harborlight"), now=NOON + timedelta(days=days)
    )


def answer(outcome: ContestOutcome, words: str = ANSWER) -> None:
    (waiting,) = list_open_contests()
    answer_contest(waiting.id, outcome, words=words, by=OTTO, now=NOON)


def newest_letter_to(person: Person) -> str:
    return OutgoingMail.objects.filter(recipient=person.address).latest("pk").text


def facts() -> list[tuple[str, str, str]]:
    entries = list_entries_of_project(NormalizedName("harborlight"))
    return [(one.kind, one.by, one.reason) for one in entries]


def test_a_contest_changes_nothing_and_everybody_concerned_reads_it(
    ada: Person, harborlight: NormalizedName
) -> None:
    dora = given.person("dora")
    given.role(dora, harborlight, "maintainer")
    contest(may_contest(ada), reason=REASON)
    assert REASON in newest_letter_to(dora)
    assert facts()[0] == ("project.contested", "person:ada", REASON)
    given.designation(on=NOON.date() + timedelta(days=1))
    assert explain(harborlight).is_critical


def test_a_granted_contest_ends_the_designation_with_the_next_run(
    ada: Person, harborlight: NormalizedName
) -> None:
    contest(may_contest(ada), reason=REASON)
    answer(ContestOutcome.GRANTED)
    assert explain(harborlight).is_critical
    assert ANSWER in newest_letter_to(ada)
    assert facts()[0] == ("project.contest_granted", "operator:otto", ANSWER)
    given.designation(on=NOON.date() + timedelta(days=1))
    assert not explain(harborlight).is_critical
    assert facts()[0][0] == "project.designation_ended"
    assert facts()[0][2] == ANSWER


def test_the_history_keeps_the_whole_answer(ada: Person, harborlight: NormalizedName) -> None:
    contest(may_contest(ada), reason=REASON)
    answer(ContestOutcome.GRANTED, words="w" * REASON_LENGTH)
    given.designation(on=NOON.date() + timedelta(days=1))
    (ended,) = list_designations(harborlight)
    assert (ended.ending, ended.reason) == ("contest-granted", "w" * REASON_LENGTH)


def test_its_downloads_can_count_again(ada: Person, harborlight: NormalizedName) -> None:
    contest(may_contest(ada), reason=REASON)
    answer(ContestOutcome.GRANTED)
    given.designation(on=NOON.date() + timedelta(days=1))
    count_again(harborlight, by=OTTO, reason="Others fetch it now.", now=NOON)
    assert not is_released(harborlight)
    assert "Others fetch it now." in newest_letter_to(ada)
    given.designation(on=NOON.date() + timedelta(days=2))
    assert explain(harborlight).is_critical
    with pytest.raises(ContestUnfit):
        count_again(harborlight, by=OTTO, reason="Again.", now=NOON)


def test_a_refused_contest_leaves_everything_as_it_is(ada: Person, harborlight: NormalizedName) -> None:
    contest(may_contest(ada), reason=REASON)
    answer(ContestOutcome.REFUSED)
    given.designation(on=NOON.date() + timedelta(days=1))
    assert explain(harborlight).is_critical
    assert ANSWER in newest_letter_to(ada)
    with pytest.raises(ContestUnfit, match="again yet"):
        contest(may_contest(ada, days=29), reason="Really.")
    contest(may_contest(ada, days=30), reason="Here are the logs.")
    assert [one.outcome for one in list_contests_of(harborlight)] == [None, ContestOutcome.REFUSED]


def test_a_contest_is_taken_back_once(ada: Person, harborlight: NormalizedName) -> None:
    contest(may_contest(ada), reason=REASON)
    take_contest_back(may_contest(ada))
    assert list_open_contests() == []
    with pytest.raises(ContestNotFound):
        take_contest_back(may_contest(ada))
    contest(may_contest(ada), reason="Now with numbers.")


def test_nobody_fills_the_mailboxes_of_others_by_contesting(ada: Person, harborlight: NormalizedName) -> None:
    for _ in range(3):
        contest(may_contest(ada), reason=REASON)
        take_contest_back(may_contest(ada))
    with pytest.raises(TooManyAttempts):
        contest(may_contest(ada), reason=REASON)
    contest(may_contest(ada, days=1), reason=REASON)


def test_there_is_one_at_a_time_and_it_is_answered_once(ada: Person, harborlight: NormalizedName) -> None:
    contest(may_contest(ada), reason=REASON)
    with pytest.raises(ContestUnfit, match="already"):
        contest(may_contest(ada), reason=REASON)
    (waiting,) = list_open_contests()
    answer(ContestOutcome.REFUSED)
    with pytest.raises(ContestUnfit, match="ended"):
        answer_contest(waiting.id, ContestOutcome.GRANTED, words=ANSWER, by=OTTO, now=NOON)
    with pytest.raises(ContestNotFound):
        answer_contest(waiting.id + 1, ContestOutcome.GRANTED, words=ANSWER, by=OTTO, now=NOON)


def test_what_operators_added_is_taken_off_their_list_before(
    ada: Person, harborlight: NormalizedName
) -> None:
    add_by_name(harborlight, by=OTTO, reason="Every other project is built with it.", now=NOON)
    contest(may_contest(ada), reason=REASON)
    with pytest.raises(ContestUnfit, match="off that list first"):
        answer(ContestOutcome.GRANTED)
    assert len(list_open_contests()) == 1
    answer(ContestOutcome.REFUSED)


def test_only_owners_contest_and_only_operators_answer(ada: Person, harborlight: NormalizedName) -> None:
    dora = given.person("dora")
    given.role(dora, harborlight, "maintainer")
    with pytest.raises(NotAllowed):
        may_contest(dora)
    contest(may_contest(ada), reason=REASON)
    (waiting,) = list_open_contests()
    with pytest.raises(OperatorsOnly):
        answer_contest(waiting.id, ContestOutcome.GRANTED, words=ANSWER, by=acting(ada), now=NOON)
    with pytest.raises(OperatorsOnly):
        count_again(harborlight, by=acting(ada), reason=ANSWER, now=NOON)


def test_nobody_answers_for_a_project_of_their_own(ada: Person, harborlight: NormalizedName) -> None:
    """Whichever way the right comes to them: their own, a team's, their organization's."""
    contest(may_contest(ada), reason=REASON)
    (waiting,) = list_open_contests()
    member, owner = given.operator("mona"), given.operator("orla")
    organized.organization(owner, "harbor")
    organized.moved_in(harborlight)
    organized.team(member, harborlight="maintainer")
    by_role = given.operator("rosa")
    given.role(by_role, harborlight, "maintainer")
    for somebody in (member, owner, by_role):
        herself = operating(somebody)
        for outcome in (ContestOutcome.GRANTED, ContestOutcome.REFUSED):
            with pytest.raises(ApprovalRefused, match="a project of yours"):
                answer_contest(waiting.id, outcome, words=ANSWER, by=herself, now=NOON)
    assert len(list_open_contests()) == 1
    answer_contest(
        waiting.id, ContestOutcome.GRANTED, words=ANSWER, by=operating(given.operator("otto")), now=NOON
    )
    with pytest.raises(ApprovalRefused, match="a project of yours"):
        count_again(harborlight, by=operating(by_role), reason=ANSWER, now=NOON)
    assert is_released(harborlight)


def test_whoever_contested_does_not_answer_though_they_have_left_the_project() -> None:
    orla, ben = given.operator("orla"), given.person("ben")
    name = given.critical_project(orla)
    given.role(ben, name, "owner")
    contest(may_contest(orla), reason=REASON)
    Role.objects.filter(user_id=orla.user_id).delete()
    (waiting,) = list_open_contests()
    with pytest.raises(ApprovalRefused, match="own account"):
        answer_contest(waiting.id, ContestOutcome.GRANTED, words=ANSWER, by=operating(orla), now=NOON)


def test_it_stays_open_without_a_second_factor_and_closed_to_changed_hands(
    ada: Person, harborlight: NormalizedName
) -> None:
    given.mandate()
    late = NOON + timedelta(days=200)
    contest(permit(acting(ada), Action.CONTEST, harborlight, now=late), reason=REASON)
    with write():
        user = User.objects.get(pk=ada.user_id)
        record_hands_change(user, HandsCause.PASSWORD_RESET, by=acting(ada), now=late)
    with pytest.raises(HandsChanged):
        permit(acting(ada), Action.CONTEST, harborlight, now=late)
