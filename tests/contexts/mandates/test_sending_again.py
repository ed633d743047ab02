"""Letters of an announcement that came back are sent again while they hold; of a mandate that has ended, none is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Role as ProjectRole
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import AnnouncementUnfit
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries import (
    Stage,
    get_announcement,
    letters_of,
    look_who_gets_it_again,
    reach_of,
)
from strongroom.mandates.rules.sending_again import LeftOut
from strongroom.mandates.services import (
    Demand,
    Scope,
    end_mandate,
    follow_letters,
    make_letters,
    pause_announcement,
    resume_announcement,
    send_again,
    send_due_batches,
    tend,
)
from tests.support import given
from tests.support.announced import OTTO, REASON, drafted, mailed, send, sent, team, work
from tests.support.crowd import crowd
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def returned(*people: Person) -> None:
    """Let the letters to these people come back, and let them have another address."""
    for one in people:
        OutgoingMail.objects.filter(recipient=one.address).update(given_up_at=LATER, last_error="550 gone")
    follow_letters(now=LATER)
    for one in people:
        EmailAddress.objects.filter(user_id=one.user_id).update(email=f"{one.username}2@people.example")


def end(number: int, *, at: datetime = LATER) -> None:
    end_mandate(get_announcement(number).mandate_id or 0, by=OTTO, reason="Too soon.", now=at)


def again(number: int, *, now: datetime = LATER) -> tuple[Sequence[str], dict[LeftOut, int]]:
    found = look_who_gets_it_again(number, now=now)
    return [one.username for one in found.people], dict(found.left_out)


def test_nothing_is_sent_again_once_the_mandate_has_ended() -> None:
    _, ben = team("ada", "ben")
    number = sent()
    work([NOON])
    returned(ben)
    assert again(number) == (["ben"], {})
    end(number)
    assert again(number) == ([], {LeftOut.NOT_BOUND: 1})
    with pytest.raises(AnnouncementUnfit, match="has ended"):
        send_again(number, reason="She has an address.", by=OTTO, now=LATER)
    assert mailed() == ["ada", "ben"]


def test_whoever_has_enrolled_or_left_gets_nothing_again() -> None:
    _, ben, cleo, dora = team("ada", "ben", "cleo", "dora")
    number = sent(batch_size=4)
    work([NOON])
    returned(ben, cleo, dora)
    given.protected(ben)
    ProjectRole.objects.filter(user_id=cleo.user_id).delete()
    assert again(number) == (["dora"], {LeftOut.NOT_BOUND: 1, LeftOut.HELD: 1})
    assert send_again(number, reason="They have addresses.", by=OTTO, now=LATER) == 1
    assert mailed()[4:] == ["dora2"]
    with pytest.raises(AnnouncementUnfit, match="nobody"):
        send_again(number, reason="Again.", by=OTTO, now=LATER)


def test_a_letter_with_a_deadline_that_was_put_off_is_not_sent_again() -> None:
    ada, *_ = team("ada", "ben")
    number = sent(batch_size=1)
    work([NOON])
    returned(ada)
    assert again(number) == (["ada"], {})
    pause_announcement(number, reason="The page of keys is down.", by=OTTO, now=LATER)
    work([NOON + timedelta(days=2)])
    assert again(number) == ([], {LeftOut.OUTDATED: 1})
    with pytest.raises(AnnouncementUnfit):
        send_again(number, reason="She has an address.", by=OTTO, now=LATER)


def test_what_came_into_scope_since_has_a_letter_of_its_own() -> None:
    ada, ben = team("ada", "ben")
    number = sent()
    work([NOON])
    returned(ben)
    given.role(ben, given.critical_project(ada, "mossgrid"))
    tend(by=SETUP, now=LATER)
    assert mailed().count("ben2") == 1
    assert again(number) == (["ben"], {})


def test_an_announcement_whose_mandate_has_ended_says_when_why_and_what_was_not_sent() -> None:
    team("ada", "ben", "cleo")
    number = sent(batch_size=1)
    work([NOON])
    end(number)
    for now in (LATER, LATER + timedelta(minutes=1)):
        record, reach = get_announcement(number), reach_of(number)
        assert (record.stage, record.deadline, record.waiting) == (Stage.ENDED, None, 0)
        assert record.ended is not None
        assert (record.ended.at, record.ended.reason, record.ended.unsent) == (LATER, "Too soon.", 2)
        assert (reach.people, reach.waiting, len(letters_of(number, now=now))) == (1, 0, 1)
        work([now])
    assert MandateLetter.objects.filter(told_at=None).count() == 0
    (fact,) = JournalEntry.objects.filter(kind="mandate.letters_dropped")
    assert (fact.subject, fact.reason, fact.data["letters"]) == (f"announcement:{number}", "Too soon.", 2)


def test_what_has_ended_is_neither_paused_nor_does_it_go_on() -> None:
    team("ada", "ben")
    number = sent(batch_size=1)
    pause_announcement(number, reason="We look at a mistake.", by=OTTO, now=NOON)
    end(number)
    assert get_announcement(number).stage is Stage.ENDED
    for act in (pause_announcement, resume_announcement):
        with pytest.raises(AnnouncementUnfit, match="None of its letters"):
            act(number, reason="Again.", by=OTTO, now=LATER)
    assert work([LATER]) == [[]]
    assert reach_of(number).people == 0


def test_no_further_letters_are_made_for_what_has_ended() -> None:
    crowd(510)
    demand = Demand(reason=REASON, notice_days=90, scope=Scope.EVERY_PUBLISHER)
    number = _sent_to_everybody(demand)
    end(number)
    before = MandateLetter.objects.count()
    assert list(make_letters(now=LATER)) == []
    assert MandateLetter.objects.count() == before
    send_due_batches(by=SETUP, now=LATER)
    record = get_announcement(number)
    assert (MandateLetter.objects.filter(told_at=None).count(), mailed()) == (0, [])
    assert record.ended is not None
    assert (record.stage, record.ended.unsent) == (Stage.ENDED, before)


def _sent_to_everybody(demand: Demand) -> int:
    """Return an announcement that was sent, of whose letters the last are still to be made."""
    number = drafted(demand=demand)
    for _ in make_letters(now=NOON):
        pass
    send(number)
    return number
