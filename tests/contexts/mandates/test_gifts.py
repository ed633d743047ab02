"""One helpful operator hands no critical project to a stranger: it takes a second one, and a week in public."""

from datetime import timedelta

import pytest

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.accounts.services import HandsCause, grant_role, record_hands_change
from strongroom.accounts.services import Role as OperatorRole
from strongroom.catalog.errors import NotInCustody, RecipientUnprotected
from strongroom.catalog.models import Role
from strongroom.catalog.queries import find_role, is_in_custody
from strongroom.criticality.queries import explain
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.infra.db import write
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import GiftNeedsTwo, GiftNotFound, GiftUnfit
from strongroom.mandates.queries import find_gift, get_gift
from strongroom.mandates.rules.gifts import GiftStage
from strongroom.mandates.services import approve_gift, give_project, propose_gift, stop_gift, tend_gifts
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

OTTO, OLGA, NIGHTLY = Actor.operator(name="otto"), Actor.operator(name="olga"), Actor.system("nightly")
WEEK = timedelta(days=7)
WHY = "She maintains the fork that everybody uses."


@pytest.fixture
def cleo() -> Person:
    return given.protected(given.person("cleo"), by_key=True)


@pytest.fixture
def dora() -> Person:
    return given.person("dora")


@pytest.fixture
def harborlight(dora: Person) -> NormalizedName:
    """A critical project that nobody owns; dora still releases it."""
    name = given.critical_project(given.person("ada"))
    given.role(dora, name, "maintainer")
    Role.objects.filter(project__name=name, name="owner").delete()
    return name


def propose(name: NormalizedName) -> None:
    propose_gift(name, username="cleo", reason=WHY, by=OTTO, now=NOON)


def owner_is_cleo(cleo: Person, name: NormalizedName) -> bool:
    return find_role(cleo.user_id, name) == "owner"


def test_one_operator_alone_gives_nothing(cleo: Person, harborlight: NormalizedName) -> None:
    with pytest.raises(GiftNeedsTwo):
        give_project(harborlight, username="cleo", reason=WHY, by=OTTO, now=NOON)
    propose(harborlight)
    with pytest.raises(ApprovalRefused, match="already"):
        approve_gift(harborlight, username="cleo", reason="Sure.", by=OTTO, now=NOON)
    tend_gifts(by=NIGHTLY, now=NOON + 2 * WEEK)
    assert is_in_custody(harborlight)


def test_two_operators_give_it_after_a_week_that_everybody_can_see(
    cleo: Person, dora: Person, harborlight: NormalizedName
) -> None:
    propose(harborlight)
    approve_gift(harborlight, username="cleo", reason="I know the fork.", by=OLGA, now=NOON)
    letters = OutgoingMail.objects.filter(recipient=dora.address).order_by("pk")
    assert [WHY in one.text or "I know the fork." in one.text for one in letters] == [True, True]
    tend_gifts(by=NIGHTLY, now=NOON + WEEK - timedelta(seconds=1))
    assert is_in_custody(harborlight)
    since = explain(harborlight).since
    tend_gifts(by=NIGHTLY, now=NOON + WEEK)
    assert explain(harborlight).since == since, "the designation stays"
    assert owner_is_cleo(cleo, harborlight)
    kinds = [one.kind for one in list_entries_of_project(harborlight)][:3]
    assert kinds == ["project.given", "project.gift_approved", "project.gift_proposed"]
    tend_gifts(by=NIGHTLY, now=NOON + WEEK)
    assert find_gift(harborlight, now=NOON) is None


@pytest.mark.parametrize("approved", [False, True])
def test_any_operator_stops_it(cleo: Person, harborlight: NormalizedName, *, approved: bool) -> None:
    propose(harborlight)
    if approved:
        approve_gift(harborlight, username="cleo", reason="Sure.", by=OLGA, now=NOON)
    stop_gift(
        harborlight,
        username="cleo",
        reason="She is not who she says.",
        by=Actor.operator(name="omar"),
        now=NOON,
    )
    tend_gifts(by=NIGHTLY, now=NOON + 2 * WEEK)
    assert is_in_custody(harborlight)
    newest = list_entries_of_project(harborlight)[0]
    assert (newest.kind, newest.reason) == ("project.gift_stopped", "She is not who she says.")
    with pytest.raises(GiftNotFound):
        stop_gift(harborlight, username="cleo", reason="Again.", by=OTTO, now=NOON)
    propose(harborlight)


def test_what_was_read_is_approved_and_stopped_and_nothing_else(
    cleo: Person, harborlight: NormalizedName
) -> None:
    """In between another operator stops the gift that somebody has read of, and proposes another person."""
    given.protected(given.person("eve"))
    propose(harborlight)
    stop_gift(harborlight, username="Cleo", reason="A slip.", by=OTTO, now=NOON)
    propose_gift(harborlight, username="eve", reason=WHY, by=OTTO, now=NOON)
    for decide in (approve_gift, stop_gift):
        with pytest.raises(GiftUnfit, match="to eve, not to cleo") as refused:
            decide(harborlight, username="cleo", reason="I know cleo.", by=OLGA, now=NOON)
        assert "Read what is proposed now" in refused.value.next_step
    gift = get_gift(harborlight, now=NOON)
    assert (gift.recipient, gift.proposed_by, gift.stage(NOON)) == (
        "eve",
        "operator:otto",
        GiftStage.PROPOSED,
    )
    assert list_entries_of_project(harborlight)[0].kind == "project.gift_proposed"
    approve_gift(harborlight, username="eve", reason="I know eve, too.", by=OLGA, now=NOON)
    assert get_gift(harborlight, now=NOON + timedelta(days=1)).given_at(NOON) == NOON + WEEK


def test_nobody_gives_a_project_to_themselves(cleo: Person) -> None:
    name = given.release(given.person("ada"), "lanternfile")
    Role.objects.all().delete()
    herself = Actor.operator(name="cleo", user_id=cleo.user_id)
    with pytest.raises(ApprovalRefused, match="own account"):
        give_project(name, username="cleo", reason=WHY, by=herself, now=NOON)
    give_project(name, username="cleo", reason=WHY, by=OTTO, now=NOON)
    assert owner_is_cleo(cleo, name)


def test_whoever_lost_the_factor_meanwhile_gets_nothing(cleo: Person, harborlight: NormalizedName) -> None:
    propose(harborlight)
    approve_gift(harborlight, username="cleo", reason="Sure.", by=OLGA, now=NOON)
    given.closed(cleo)
    tend_gifts(by=NIGHTLY, now=NOON + WEEK)
    assert is_in_custody(harborlight)
    assert list_entries_of_project(harborlight)[0].kind == "project.gift_stopped"


def test_a_gift_of_what_has_an_owner_meanwhile_is_none(cleo: Person, harborlight: NormalizedName) -> None:
    """Somebody took up an invitation to own it that the last owner had left behind."""
    propose(harborlight)
    approve_gift(harborlight, username="cleo", reason="Sure.", by=OLGA, now=NOON)
    Role.objects.filter(project__name=harborlight).update(name="owner")
    tend_gifts(by=NIGHTLY, now=NOON + WEEK)
    assert not owner_is_cleo(cleo, harborlight)
    newest = list_entries_of_project(harborlight)[0]
    assert (newest.kind, "not in custody" in newest.reason) == ("project.gift_stopped", True)


def test_whoever_changed_hands_since_is_given_nothing(cleo: Person, harborlight: NormalizedName) -> None:
    propose(harborlight)
    approve_gift(harborlight, username="cleo", reason="Sure.", by=OLGA, now=NOON)
    with write():
        user = User.objects.get(pk=cleo.user_id)
        record_hands_change(
            user, HandsCause.PASSWORD_RESET, by=acting(cleo), now=NOON + WEEK - timedelta(days=1)
        )
    tend_gifts(by=NIGHTLY, now=NOON + WEEK)
    assert is_in_custody(harborlight)


def test_what_nobody_seconds_ends_and_can_be_proposed_again(
    cleo: Person, harborlight: NormalizedName
) -> None:
    propose(harborlight)
    with pytest.raises(GiftUnfit, match="open already"):
        propose(harborlight)
    late = NOON + timedelta(days=30)
    with pytest.raises(GiftUnfit):
        approve_gift(harborlight, username="cleo", reason="Sure.", by=OLGA, now=late)
    propose_gift(harborlight, username="cleo", reason=WHY, by=OLGA, now=late)


def test_neither_who_is_new_as_an_operator_nor_who_is_to_own_it_proposes_or_approves(
    cleo: Person, harborlight: NormalizedName
) -> None:
    """An admin who means no good makes a second account of theirs an operator, to propose and approve in turn."""
    grant_role("cleo", OperatorRole.ADMIN, by=OTTO, reason="She helps.", now=NOON - 2 * WEEK)
    new = given.protected(given.person("nora"))
    grant_role("nora", OperatorRole.ADMIN, by=OTTO, reason="She helps.", now=NOON - timedelta(days=6))
    for somebody, why in ((cleo, "own account"), (new, "less than 7 days")):
        by = Actor.operator(name=somebody.username, user_id=somebody.user_id)
        with pytest.raises(ApprovalRefused, match=why):
            propose_gift(harborlight, username="cleo", reason=WHY, by=by, now=NOON)
    assert find_gift(harborlight, now=NOON) is None
    propose(harborlight)
    for somebody in (cleo, new):
        by = Actor.operator(name=somebody.username, user_id=somebody.user_id)
        with pytest.raises(ApprovalRefused):
            approve_gift(harborlight, username="cleo", reason="Sure.", by=by, now=NOON)


def test_who_may_propose_and_what_and_to_whom(
    cleo: Person, dora: Person, harborlight: NormalizedName
) -> None:
    with pytest.raises(OperatorsOnly):
        propose_gift(harborlight, username="cleo", reason=WHY, by=acting(cleo), now=NOON)
    with pytest.raises(RecipientUnprotected):
        propose_gift(harborlight, username="dora", reason=WHY, by=OTTO, now=NOON)
    owned = given.release(cleo, "lanternfile")
    with pytest.raises(GiftUnfit, match="not critical"):
        propose_gift(owned, username="cleo", reason=WHY, by=OTTO, now=NOON)
    Role.objects.filter(project__name=harborlight).update(name="owner")
    with pytest.raises(NotInCustody):
        propose(harborlight)
