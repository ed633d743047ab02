"""The same thing done in several windows at the same instant, on real connections: it is done once."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Role
from strongroom.criticality.queries import get_contest, is_released, list_open_contests
from strongroom.criticality.services import ContestOutcome, answer_contest, contest
from strongroom.foundation.actors import Actor
from strongroom.foundation.permits import Action
from strongroom.infra.journal.models import JournalEntry
from strongroom.mandates.models import Mandate
from strongroom.mandates.queries import get_announcement
from strongroom.mandates.services import (
    approve_gift,
    permit,
    propose_gift,
    send_announcement,
    stop_gift,
    tend_gifts,
)
from tests.contexts.mandates.test_voucher_races import at_once
from tests.support import announced, given
from tests.support.given import NOON, SETUP, acting

pytestmark = pytest.mark.django_db(transaction=True)

OTTO, OLGA = Actor.operator(name="otto"), Actor.operator(name="olga")
WHY = "It was asked for."
WEEK = timedelta(days=7)


def entries(*kinds: str) -> int:
    return JournalEntry.objects.filter(kind__in=kinds).count()


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def test_a_draft_is_sent_once_and_a_contest_has_one_answer(ada: Person) -> None:
    name = given.critical_project(ada)
    number = announced.drafted()
    read = get_announcement(number).revision
    sending = [lambda: send_announcement(number, read=read, reason=WHY, by=OTTO, now=NOON)] * 4
    assert at_once(sending) == {"accepted": 1, "announcement_unfit": 3}
    assert (Mandate.objects.count(), entries("mandate.draft_sent")) == (1, 1)

    contest(permit(acting(ada), Action.CONTEST, name, now=NOON), reason=WHY)
    (waiting,) = list_open_contests()
    answers = [
        lambda outcome=outcome: answer_contest(waiting.id, outcome, words=WHY, by=OTTO, now=NOON)
        for outcome in (ContestOutcome.GRANTED, ContestOutcome.REFUSED) * 2
    ]
    assert at_once(answers) == {"accepted": 1, "contest_unfit": 3}
    assert entries("project.contest_granted", "project.contest_refused") == 1
    assert is_released(name) == (get_contest(waiting.id).outcome is ContestOutcome.GRANTED)


def test_a_gift_is_carried_out_once_or_stopped(ada: Person) -> None:
    name = given.critical_project(ada)
    given.protected(given.person("cleo"), by_key=True)
    Role.objects.all().delete()
    propose_gift(name, username="cleo", reason=WHY, by=OTTO, now=NOON)
    approving = [lambda: approve_gift(name, username="cleo", reason=WHY, by=OLGA, now=NOON)] * 3
    assert at_once(approving) == {"accepted": 1, "gift_unfit": 2}

    def tending() -> None:
        tend_gifts(by=SETUP, now=NOON + WEEK)

    ends = at_once(
        [tending, tending, lambda: stop_gift(name, username="cleo", reason=WHY, by=OTTO, now=NOON + WEEK)]
    )
    assert ends["accepted"] in {2, 3}
    assert entries("project.given", "project.gift_stopped") == 1
