"""A draft is compared with today before its sender has the turn to write: what happens between the two is not missed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from strongroom.catalog.models import Role as ProjectRole
from strongroom.foundation.names import normalize
from strongroom.mandates.errors import DraftStale
from strongroom.mandates.models import Announcement, Mandate
from strongroom.mandates.queries import get_announcement
from strongroom.mandates.services import tend
from tests.support import given
from tests.support.announced import drafted, mailed, send, team, work
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW, IN_TWO_DAYS = NOON + timedelta(days=1), NOON + timedelta(days=2)


def while_it_waits(act: Callable[[], object]) -> Callable[..., Any]:
    """Return what does something once, just before the database is asked for the writer's turn."""
    left = [act]

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if left and (sql.startswith("BEGIN") or "pg_advisory_xact_lock" in sql):
            left.pop()()
        return run(sql, *rest)

    return execute


def test_who_joins_in_between_is_told_once_and_who_leaves_is_not() -> None:
    _, _, cleo = team("ada", "ben", "cleo")
    dora, number = given.person("dora"), drafted()

    def come_and_go() -> None:
        given.role(dora, normalize("harborlight"))
        ProjectRole.objects.filter(user_id=cleo.user_id).delete()

    with connection.execute_wrapper(while_it_waits(come_and_go)):
        send(number)

    tend(by=SETUP, now=NOON)
    assert mailed() == ["dora"]
    assert work([NOON, TOMORROW, IN_TWO_DAYS]) == [["ada", "ben"], [], []]
    tend(by=SETUP, now=IN_TWO_DAYS)
    assert sorted(mailed()) == ["ada", "ben", "dora"]


def test_a_draft_that_is_changed_in_between_is_not_sent_unread() -> None:
    team("ada")
    number = drafted()

    def change() -> None:
        Announcement.objects.update(letters_made_at=TOMORROW)

    with (
        connection.execute_wrapper(while_it_waits(change)),
        pytest.raises(DraftStale, match="was changed"),
    ):
        send(number)
    assert get_announcement(number).sent_at is None
    assert not Mandate.objects.exists()
