"""What happens to rights between the question and the change counts: both are in one transaction."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from strongroom.accounts.queries import Person, list_factors
from strongroom.catalog.models import Invitation, Release, Role
from strongroom.catalog.services import remove_person
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.queries import list_terms
from strongroom.mandates.services import Scope, permit
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db(transaction=True)

MANAGE = "/project/harborlight/manage/"
INVITE = f"{MANAGE}invite/"
PATIENCE_SECONDS = 60


class WatchedClock:
    """It is noon, and known how often another thread than ours has asked."""

    def __init__(self) -> None:
        self._ours = threading.current_thread()
        self._asked = threading.Semaphore(0)

    def __call__(self) -> datetime:
        if threading.current_thread() is not self._ours:
            self._asked.release()
        return NOON

    def wait_until_asked(self, times: int) -> None:
        """Wait until the others have asked so many times."""
        for _ in range(times):
            assert self._asked.acquire(timeout=PATIENCE_SECONDS)


@pytest.fixture
def harborlight(ben: Person, cleo: Person) -> NormalizedName:
    """Ben's project, which cleo owns with him."""
    name = given.release(ben, "harborlight")
    given.role(cleo, name, "owner")
    return name


def post_while(
    client: Client, address: str, fields: dict[str, str], *, meanwhile: Callable[[], object]
) -> int:
    """Post a form that asks for a proof; let something happen when it waits for its transaction; return the status.

    The time is asked for the session or the question, and for the proof, in this order: whoever has asked twice was told yes.
    """
    watched = WatchedClock()
    clock.install(watched)

    def post() -> int:
        try:
            return client.post(address, fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with write():
            answer = thread.submit(post)
            watched.wait_until_asked(2)
            meanwhile()
        return answer.result(PATIENCE_SECONDS)


def test_an_owner_who_was_removed_invites_nobody(
    harborlight: NormalizedName, ada: Person, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    def remove() -> None:
        asked = permit(acting(ben), Action.MANAGE_PEOPLE, harborlight, now=NOON)
        remove_person(asked, username="cleo", reason="She left us.")

    invitation = {"username": "ada", "role": "owner"}
    assert post_while(prove(sign_in(cleo), cleo), INVITE, invitation, meanwhile=remove) == 403
    assert not Invitation.objects.exists()


def test_a_designation_in_between_asks_for_the_second_factor(
    harborlight: NormalizedName, ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    def designate() -> None:
        given.downloads(harborlight, 5000)
        given.designation()
        given.mandate(at=NOON - timedelta(days=100))

    invitation = {"username": "ada", "role": "owner"}
    assert post_while(prove(sign_in(cleo), cleo), INVITE, invitation, meanwhile=designate) == 403
    assert not Invitation.objects.exists()


def test_who_keeps_the_right_is_not_stopped(
    harborlight: NormalizedName, ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    invitation = {"username": "ada", "role": "owner"}
    assert post_while(prove(sign_in(cleo), cleo), INVITE, invitation, meanwhile=lambda: None) == 302
    assert Invitation.objects.get().user_id == ada.user_id


def test_of_two_owners_who_remove_each_other_at_once_one_stays(
    harborlight: NormalizedName, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    start = threading.Barrier(2)

    def remove(by: Person, whom: Person) -> int:
        client = prove(sign_in(by), by)
        try:
            start.wait(PATIENCE_SECONDS)
            fields = {"username": whom.username, "reason": "So."}
            return client.post(f"{MANAGE}remove/", fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(remove, [ben, cleo], [cleo, ben]))
    assert statuses == [302, 403]
    assert Role.objects.count() == 1


def test_a_deadline_that_passes_in_between_is_honored(
    harborlight: NormalizedName, ben: Person, sign_in: SignIn
) -> None:
    given.downloads(harborlight, 5000)
    given.designation()
    given.mandate()
    deadline = list_terms()[0].deadline
    just_before = deadline - timedelta(microseconds=1)
    clock.install(lambda: just_before)
    client = sign_in(ben)
    # The session asks for the time once, the view once; what comes after that is too late.
    times = iter([just_before, just_before])
    clock.install(lambda: next(times, deadline))
    assert client.post(f"{MANAGE}yank/", {"version": "1.0", "reason": ""}).status_code == 403
    assert not Release.objects.exclude(yanked_at=None).exists()


def test_the_last_factor_of_somebody_who_is_bound_in_between_stays(ada: Person, sign_in: SignIn) -> None:
    given.release(ada, "harborlight")
    [factor] = list_factors(ada.user_id)
    removal = f"/account/second-factor/{factor.kind}/{factor.id}/remove/"
    client = prove(sign_in(ada), ada)
    post_while(client, removal, {}, meanwhile=lambda: given.mandate(scope=Scope.EVERY_PUBLISHER))
    assert list_factors(ada.user_id) == [factor]
