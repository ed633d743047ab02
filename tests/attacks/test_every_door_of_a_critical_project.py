"""A maintainer without a second factor, after the deadline, at the doors that were left open in 2022.

Yanking, tokens, an invitation accepted. That no other door is open, tests/interfaces/test_every_way_in_asks.py finds by
walking all of them.
"""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import find_role
from strongroom.catalog.services import RoleName, invite
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.services import Scope, permit
from tests.attacks.given import HARBORLIGHT, MANAGE, critical, send, spoils, token_of, upload
from tests.contexts.accounts.given import app_of, somebody
from tests.interfaces.accounts.given import Browser, text_of
from tests.support import given, organized

YANK = {"version": "1.0", "reason": "Broken"}


@pytest.fixture
def ada(db: None) -> Person:
    """The owner of a critical project, with a second factor."""
    ada = somebody()
    app_of(ada)
    critical(ada)
    return ada


@pytest.fixture
def ben(ada: Person) -> Person:
    """A maintainer of it, without one."""
    ben = somebody("ben")
    given.role(ben, HARBORLIGHT)
    return ben


def test_no_door_is_left_open_to_who_has_no_second_factor(ben: Person, visitor: Browser) -> None:
    text, before = token_of(ben), spoils()
    visitor.sign_in("ben")
    assert send(visitor, f"{MANAGE}yank/", **YANK).status_code == 403
    for projects in (["harborlight"], []):
        scope = "chosen" if projects else "all"
        made = send(visitor, "/account/tokens/create/", name="ci", scope=scope, projects=projects, expiry="7")
        assert "has not enrolled a second factor" in text_of(made)
    assert upload(text, "2.0").status_code == 403
    assert spoils() == before


def test_an_invitation_is_accepted_with_a_second_factor_only(ada: Person, visitor: Browser) -> None:
    cleo = somebody("cleo")
    asked = permit(given.acting(ada), Action.MANAGE_PEOPLE, HARBORLIGHT, now=visitor.watch())
    invite(asked, username="cleo", role=RoleName.OWNER)
    before = spoils()
    visitor.sign_in("cleo")
    assert send(visitor, f"{MANAGE}accept-invitation/").status_code == 403
    assert spoils() == before

    secret = app_of(cleo)
    visitor.watch.move(minutes=2)
    visitor.sign_in("cleo")
    visitor.give_code(secret)
    assert send(visitor, f"{MANAGE}accept-invitation/").status_code == 302
    assert find_role(cleo.user_id, HARBORLIGHT) == "owner"


@pytest.mark.parametrize("scope", [one for one in Scope if one is not Scope.OWN])
def test_on_a_day_of_rehearsal_the_same_doors_are_shut_for_the_day(visitor: Browser, scope: Scope) -> None:
    ada, ben, cleo = somebody(), somebody("ben"), somebody("cleo")
    app_of(ada)
    given.role(ben, given.critical_project(ada))
    organized.organization(ada, "harbor")
    organized.moved_in(HARBORLIGHT)
    asked = permit(given.acting(ada), Action.MANAGE_PEOPLE, HARBORLIGHT, now=visitor.watch())
    invite(asked, username=cleo.username, role=RoleName.OWNER)
    text = token_of(ben)
    targets = {Scope.PROJECTS: (HARBORLIGHT,), Scope.ORGANIZATION: (normalize("harbor"),)}.get(scope, ())
    # With a notice of 90 days, 14 days before the deadline are 77 days after the announcement.
    given.mandate(at=visitor.watch() - timedelta(days=77), scope=scope, targets=targets, brown_out_days=(14,))
    before = spoils()
    visitor.sign_in("ben")
    assert send(visitor, f"{MANAGE}yank/", **YANK).status_code == 403
    assert upload(text, "2.0").status_code == 403
    assert send(visitor, f"{MANAGE}hand-over/", username="ben").status_code == 403
    stranger = Browser(visitor.watch)
    stranger.sign_in("cleo")
    assert send(stranger, f"{MANAGE}accept-invitation/").status_code == 403
    assert spoils() == before
    visitor.watch.move(hours=24)
    assert upload(text, "2.0").status_code == 200


def test_whoever_enrols_goes_through_the_same_doors(ben: Person, visitor: Browser) -> None:
    secret = app_of(ben)
    visitor.watch.move(hours=73)
    visitor.sign_in("ben")
    visitor.give_code(secret)
    assert visitor.name == "ben"
    assert send(visitor, f"{MANAGE}yank/", **YANK).status_code == 302
    assert upload(token_of(ben), "2.0").status_code == 200
