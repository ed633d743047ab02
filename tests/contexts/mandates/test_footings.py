"""What is offered to somebody is what the services let pass: who could take a project over, and which ways out are open."""

from datetime import datetime, timedelta

import pytest

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import HandsCause, record_hands_change
from strongroom.catalog.errors import RecipientUnprotected
from strongroom.criticality.queries import designated_since
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.errors import HandsChanged
from strongroom.mandates.queries import Footing, footings_of, heirs_of, list_asked
from strongroom.mandates.services import Strength, permit, permit_to_own
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

IN_FORCE = NOON + timedelta(days=100)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    """Ada's critical project, with one collaborator of each kind of protection."""
    name = given.critical_project(ada)
    for somebody in (
        given.person("none"),
        given.protected(given.person("vera")),
        given.protected(given.person("kim"), by_key=True),
    ):
        given.role(somebody, name)
    return name


def hands_changed(somebody: Person, *, at: datetime) -> None:
    with write():
        user = User.objects.get(pk=somebody.user_id)
        record_hands_change(user, HandsCause.PASSWORD_RESET, by=acting(somebody), now=at)


def footing(somebody: Person, name: NormalizedName, now: datetime) -> Footing:
    return footings_of(somebody, list_asked(somebody, now=now), now=now)[name]


def takes(username: str, name: NormalizedName, now: datetime) -> bool:
    """Ask the question that handing over asks."""
    try:
        permit_to_own(username, name, now=now)
    except RecipientUnprotected:
        return False
    return True


@pytest.mark.parametrize("now", [NOON, IN_FORCE - timedelta(days=24), IN_FORCE])
@pytest.mark.parametrize("strength", list(Strength))
def test_who_is_offered_as_heir_is_who_could_take_it(
    ada: Person, harborlight: NormalizedName, strength: Strength, now: datetime
) -> None:
    given.mandate(strength=strength, brown_out_days=(14,))
    heirs = heirs_of(ada, harborlight, now=now)
    assert set(heirs) == {name for name in ("vera", "kim") if takes(name, harborlight, now)}
    assert heirs, "somebody with a key could at any time"


def test_a_stronger_demand_that_is_only_announced_takes_nobody_off(
    ada: Person, harborlight: NormalizedName
) -> None:
    given.mandate(strength=Strength.PHISHING_RESISTANT)
    assert heirs_of(ada, harborlight, now=NOON) == ("kim", "vera")
    assert heirs_of(ada, harborlight, now=IN_FORCE) == ("kim",)


def test_whose_account_waits_neither_takes_it_nor_gives_it(ada: Person, harborlight: NormalizedName) -> None:
    assert not footing(ada, harborlight, NOON).closed
    for username in ("kim", "ada"):
        hands_changed(get_person(User.objects.get(username=username).pk), at=NOON)
    ada = get_person(ada.user_id)
    found = footing(ada, harborlight, NOON)
    assert found.heirs == ("vera",)
    assert set(found.closed) == {Action.HAND_OVER, Action.ARCHIVE, Action.LEAVE, Action.CONTEST}
    for action, refusal in found.closed.items():
        with pytest.raises(HandsChanged) as refused:
            permit(acting(ada), action, harborlight, now=NOON)
        assert refused.value.message == refusal.message
    after = NOON + timedelta(hours=72)
    assert not footing(ada, harborlight, after).closed


def test_what_is_not_critical_does_not_wait(ada: Person) -> None:
    lantern = given.release(ada, "lantern")
    assert lantern not in designated_since()
    hands_changed(ada, at=NOON)
    assert not footing(get_person(ada.user_id), lantern, NOON).closed


def test_a_maintainer_can_leave_and_nothing_else(harborlight: NormalizedName) -> None:
    vera = get_person(User.objects.get(username="vera").pk)
    found = footing(vera, harborlight, NOON)
    assert set(found.closed) == {Action.HAND_OVER, Action.ARCHIVE, Action.CONTEST}
    assert found.is_owned_without
