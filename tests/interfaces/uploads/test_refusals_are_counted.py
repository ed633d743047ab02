"""An upload that is refused for a missing right is counted: the day and the reason, and nothing else."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.foundation import clock
from strongroom.mandates.models import RefusedUploads
from strongroom.mandates.services import Scope
from tests.interfaces.uploads.desk import DEMO, Desk
from tests.support import given
from tests.support.distributions import Wheel
from tests.support.given import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]
TODAY = NOON.date()
REHEARSAL = datetime(2026, 5, 18, 7, tzinfo=NOON.tzinfo)


@pytest.fixture
def desk(client: Client, settings: Settings) -> Desk:
    """A project of ada's, who has no second factor."""
    desk = Desk(client, settings)
    assert desk.send(Wheel()).status_code == 200
    return desk


def counted() -> list[tuple[object, ...]]:
    return list(RefusedUploads.objects.order_by("on", "code").values_list("on", "code", "number"))


def test_each_attempt_without_a_second_factor_counts_also_in_a_rehearsal(desk: Desk) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(DEMO,), brown_out_days=(14,))
    assert desk.send(Wheel(version="2.0")).status_code == 200
    clock.install(lambda: REHEARSAL)
    for _ in range(2):
        assert desk.send(Wheel(version="3.0")).status_code == 403
    desk.later(30)
    assert desk.send(Wheel(version="3.0")).status_code == 403
    days = (REHEARSAL.date(), datetime(2026, 6, 17, tzinfo=NOON.tzinfo).date())
    assert counted() == [
        (days[0], "second_factor_required", 2),
        (days[1], "second_factor_required", 1),
    ]


def test_a_missing_right_is_another_reason(desk: Desk) -> None:
    assert desk.send(Wheel(version="2.0"), token=desk.stranger()).status_code == 403
    assert counted() == [(TODAY, "not_allowed", 1)]


def test_whoever_shows_no_valid_token_and_whatever_else_is_wrong_leaves_no_trace(desk: Desk) -> None:
    assert desk.post({}, token="nothing of the kind").status_code == 403
    assert desk.send(Wheel(version="2.0"), sha256_digest="0" * 64).status_code == 400
    assert counted() == []


def test_an_index_that_can_only_be_read_is_not_written_to(desk: Desk, settings: Settings) -> None:
    settings.STRONGROOM_READ_ONLY = True
    assert desk.send(Wheel(version="2.0")).status_code == 403
    assert counted() == []
