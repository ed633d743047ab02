"""What is done for very many people is done in portions: broken off anywhere, it goes on, and nobody gets two letters or none."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from strongroom.catalog.models import Role
from strongroom.foundation.names import normalize
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import AnnouncementNotFound, AnnouncementUnfit
from strongroom.mandates.models import MandateLetter, Obligation
from strongroom.mandates.queries import (
    Stage,
    difference_of,
    get_announcement,
    letters_of,
    list_mandates,
    list_terms,
    reach_of,
    share_made,
)
from strongroom.mandates.services import (
    announce,
    announce_in_portions,
    change_draft,
    discard_draft,
    end_mandate,
    make_letters,
    send_due_batches,
    send_in_portions,
    tend,
    tend_in_portions,
)
from tests.support import given
from tests.support.announced import DEMAND, OTTO, drafted, mailed, send, sent
from tests.support.crashing import Crash, crash_before
from tests.support.crowd import EVERYBODY, crowd, letters_each
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

MANY = 510
"""People: more than letters are made for in one transaction."""
SOME = 210
"""People: more than are written to in one transaction."""
TOMORROW = NOON + timedelta(days=1)


def finish(portions: Iterator[object]) -> int:
    """Do all that is left; return in how many portions."""
    return sum(1 for _ in portions)


def test_the_letters_of_a_draft_are_made_in_portions_and_it_is_sent_when_all_are_there() -> None:
    crowd(MANY)
    number = drafted(demand=EVERYBODY)
    record = get_announcement(number)
    assert (record.stage, reach_of(number).people) == (Stage.MAKING, 500)
    assert 0.9 < share_made(record) < 1
    with pytest.raises(AnnouncementUnfit):
        send(number)
    assert finish(make_letters(now=NOON)) == 1
    assert (get_announcement(number).stage, reach_of(number).people) == (Stage.DRAFT, MANY)
    assert finish(make_letters(now=NOON)) == 0


def test_a_crash_while_letters_are_made_loses_nothing() -> None:
    crowd(MANY)
    number = drafted(demand=EVERYBODY)
    with pytest.raises(Crash), transaction.atomic(), connection.execute_wrapper(crash_before(1)):
        finish(make_letters(now=NOON))
    assert reach_of(number).people == 500
    finish(make_letters(now=NOON))
    assert reach_of(number).people == MANY


def test_a_draft_that_asks_others_drops_letters_in_portions_and_keeps_those_of_who_stays() -> None:
    crowd(MANY)
    ada = given.person("ada")
    given.critical_project(ada, "lighthouse")
    number = drafted(demand=EVERYBODY)
    finish(make_letters(now=NOON))
    kept = MandateLetter.objects.get(user_id=ada.user_id).pk
    change_draft(number, DEMAND, batch_size=2, by=OTTO, now=TOMORROW)
    finish(make_letters(now=TOMORROW))
    (letter,) = letters_of(number, now=TOMORROW)[0:9]
    assert (letter.username, letter.id, letter.projects) == ("ada", kept, ("lighthouse",))


def test_letters_that_are_being_made_for_something_else_by_now_are_left_to_the_next_call() -> None:
    crowd(2 * MANY)
    number = drafted(demand=EVERYBODY)
    portions = make_letters(now=NOON)
    next(portions)
    change_draft(number, DEMAND, batch_size=2, by=OTTO, now=TOMORROW)
    assert finish(portions) == 0
    finish(make_letters(now=TOMORROW))
    assert reach_of(number).people == 0


def test_a_draft_that_is_discarded_while_letters_of_another_are_made_keeps_nobody_from_the_next() -> None:
    crowd(MANY)
    first, second = drafted(demand=EVERYBODY), drafted(demand=EVERYBODY)
    portions = make_letters(now=NOON)
    next(portions)
    discard_draft(second, reason="One is enough.", by=OTTO, now=NOON)
    finish(make_letters(now=NOON))
    finish(portions)
    assert reach_of(first).people == MANY


def test_a_discarded_draft_is_gone_at_once_and_its_letters_soon() -> None:
    crowd(MANY)
    number = drafted(demand=EVERYBODY)
    finish(make_letters(now=NOON))
    discard_draft(number, reason="Another time.", by=OTTO, now=NOON)
    with pytest.raises(AnnouncementNotFound):
        get_announcement(number)
    finish(make_letters(now=NOON))
    assert MandateLetter.objects.count() == 0


def test_who_comes_or_goes_makes_no_draft_stale_whose_letters_say_the_same_to_everybody() -> None:
    _, leaves = crowd(2)
    number = drafted(demand=EVERYBODY)
    Role.objects.filter(user_id=leaves).delete()
    given.role(given.person("dora"), normalize("harborlight"))
    found = difference_of(get_announcement(number))
    assert (found.joined, found.left, found.is_stale) == (("dora",), ("person-00001",), False)
    send(number)
    send_due_batches(by=SETUP, now=NOON)
    tend(by=SETUP, now=TOMORROW)
    assert mailed() == ["person-00000", "dora"]


def test_a_batch_that_is_broken_off_goes_on_and_everybody_gets_one_letter() -> None:
    crowd(SOME)
    number = sent(batch_size=SOME, demand=EVERYBODY)
    (before,) = list_terms()
    next(send_in_portions(by=SETUP, now=NOON))
    record = get_announcement(number)
    assert (reach_of(number).waiting, record.batch_left) == (SOME - 200, SOME - 200)
    tend(by=SETUP, now=NOON)
    send_due_batches(by=SETUP, now=NOON + timedelta(minutes=1))
    tend(by=SETUP, now=TOMORROW)
    assert (len(mailed()), letters_each()) == (SOME, {1})
    assert list_terms() == [before]


def test_what_is_left_of_a_batch_on_another_day_moves_the_deadline() -> None:
    crowd(SOME)
    sent(batch_size=SOME, demand=EVERYBODY)
    (before,) = list_terms()
    next(send_in_portions(by=SETUP, now=NOON))
    send_due_batches(by=SETUP, now=TOMORROW)
    (after,) = list_terms()
    assert after.deadline == before.deadline + timedelta(days=1)
    assert (len(mailed()), letters_each()) == (SOME, {1})


def test_telling_that_is_broken_off_goes_on_where_it_stood() -> None:
    crowd(SOME)
    portions = announce_in_portions(EVERYBODY, by=OTTO, now=NOON)
    while not mailed():
        next(portions)
    assert len(mailed()) < SOME
    tend(by=SETUP, now=NOON + timedelta(minutes=1))
    assert (len(mailed()), letters_each()) == (SOME, {1})


@pytest.mark.parametrize(("days", "words"), [(61, "in 30 days"), (92, "changes now need")])
def test_reminders_and_the_letter_of_the_day_reach_everybody_once_though_they_are_broken_off(
    days: int, words: str
) -> None:
    crowd(SOME)
    announce(EVERYBODY, by=OTTO, now=NOON)
    OutgoingMail.objects.all().delete()
    then = NOON + timedelta(days=days)
    portions = tend_in_portions(by=SETUP, now=then)
    while not mailed():
        next(portions)
    assert len(mailed()) < SOME
    for minutes in (1, 90):
        tend(by=SETUP, now=then + timedelta(minutes=minutes))
    mails = OutgoingMail.objects.filter(topic="mandate")
    assert (mails.count(), letters_each()) == (SOME, {1})
    assert all(words in subject for subject in mails.values_list("subject", flat=True))


def test_who_was_told_of_a_mandate_is_told_of_its_end_once_though_that_is_broken_off() -> None:
    crowd(SOME)
    announce(EVERYBODY, by=OTTO, now=NOON)
    OutgoingMail.objects.all().delete()
    given.role(given.person("dora"), normalize("harborlight"))
    end_mandate(list_mandates()[0].id, by=OTTO, reason="It was too much.", now=TOMORROW)
    portions = tend_in_portions(by=SETUP, now=TOMORROW)
    while not mailed():
        next(portions)
    for hours in (1, 2):
        tend(by=SETUP, now=TOMORROW + timedelta(hours=hours))
    assert (len(mailed()), letters_each()) == (SOME, {1})
    mail = OutgoingMail.objects.filter(topic="mandate").last()
    assert mail is not None
    assert mail.subject.endswith("Everything you publish: a second factor is asked for no more")
    for said in (
        "It was too much.",
        "For this rule there is nothing for you to do.",
        "whatever you publish",
        "/account/letters/",
    ):
        assert said in mail.text
    assert set(Obligation.objects.values_list("lapsed_at", flat=True)) == {TOMORROW}
