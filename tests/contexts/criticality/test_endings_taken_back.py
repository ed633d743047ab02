"""A designation that a run ended goes on by a later run of the same day, and everybody is told."""

from datetime import timedelta

import pytest

from strongroom.criticality.queries import explain, list_open_contests
from strongroom.criticality.services import ContestOutcome, answer_contest, contest, count_again
from strongroom.foundation.actors import Actor
from strongroom.foundation.permits import Action
from strongroom.infra.journal.models import JournalEntry
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db
OTTO = Actor.operator(name="otto")


def test_an_ending_that_the_same_day_takes_back_is_told_too() -> None:
    ada = given.person("ada")
    name = given.critical_project(ada)
    tomorrow = NOON + timedelta(days=1)
    contest(permit(acting(ada), Action.CONTEST, name, now=NOON), reason="Our own machines.")
    (waiting,) = list_open_contests()
    answer_contest(waiting.id, ContestOutcome.GRANTED, words="So it is.", by=OTTO, now=NOON)
    given.designation(on=tomorrow.date())
    assert not explain(name).is_critical
    count_again(name, by=OTTO, reason="It was a slip.", now=tomorrow)
    given.designation(on=tomorrow.date())
    assert explain(name).is_critical
    told = JournalEntry.objects.filter(kind__startswith="project.designation").order_by("serial")
    assert [one.kind for one in told] == ["project.designation_ended", "project.designation_corrected"]
