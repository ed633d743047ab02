"""Through one door only: who may begin a project of which name, and what operators decide about it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given as every
from hypothesis import settings as few
from hypothesis import strategies as st
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    NameOfStandardLibrary,
    NameProhibited,
    NameRulingNotFound,
    NameTooSimilar,
    ProjectExists,
)
from strongroom.catalog.models import Project, Role
from strongroom.catalog.queries import find_project, find_ruling, list_confusable, list_flags
from strongroom.catalog.rules.names_confusable import confusable_key
from strongroom.catalog.services import (
    check_may_begin,
    leave_name_to_the_rules,
    permit_name,
    prohibit_name,
)
from strongroom.criticality.models import Designation
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.journal.services import latest_serial
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
KITE = normalize("kite")

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).map(normalize)


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def otto() -> Person:
    return given.operator("otto")


def prohibit(name: str) -> None:
    prohibit_name(normalize(name), by=OTTO, reason="It is somebody's mark.", now=NOON)


def permit(name: str, *, to: str | None = None) -> None:
    permit_name(normalize(name), username=to, by=OTTO, reason="We know them.", now=NOON)


def entries_about(name: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(kind__startswith="name.", data__name=name).order_by("serial"))


def assert_refused(somebody: Person, name: str, refusal: type[Refusal]) -> str:
    """Have the same person refused early and in the transaction, and nothing left of it."""
    before = Project.objects.count(), Role.objects.count(), latest_serial()
    with pytest.raises(refusal) as refused:
        check_may_begin(normalize(name), by=acting(somebody))
    with pytest.raises(refusal):
        given.release(somebody, name)
    assert (Project.objects.count(), Role.objects.count(), latest_serial()) == before
    return refused.value.message


@few(max_examples=30)
@every(st.lists(names, min_size=1, max_size=30, unique=True))
def test_the_database_makes_the_same_key_as_the_rule(wanted: list[NormalizedName]) -> None:
    rows = [Project(name=name, display_name=name, created_at=NOON) for name in wanted]
    Project.objects.bulk_create(rows, ignore_conflicts=True)
    keys = Project.objects.filter(name__in=wanted).values_list("name", "confusable_key")
    assert dict(keys) == {name: confusable_key(name) for name in wanted}


def test_confusable_names_are_looked_up_in_an_index_and_not_searched_for(ada: Person) -> None:
    given.release(ada, "kite")
    with CaptureQueriesContext(connection) as asked:
        assert list_confusable(normalize("k1te")) == ["kite"]
    (query,) = asked.captured_queries
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " ".join(str(step) for step in cursor.fetchall())
        assert "SEARCH catalog_project USING INDEX catalog_project_confusable_key" in plan


def test_a_module_of_the_standard_library_is_nobodys_project(ada: Person) -> None:
    assert "urllib2" in assert_refused(ada, "urllib2", NameOfStandardLibrary)


def test_a_reserved_name_says_why_it_is(ada: Person) -> None:
    assert "forgets the option" in assert_refused(ada, "requirements.txt", NameProhibited)


def test_a_taken_name_is_told_as_its_project_writes_it(ada: Person, ben: Person) -> None:
    given.release(ada, "Kite_Tail")
    with pytest.raises(ProjectExists, match="kite-tail and Kite_Tail are one name"):
        check_may_begin(normalize("kite.tail"), by=acting(ben))


@pytest.mark.parametrize("twin", ["k1te", "KLTE", "ki-te", "k.i.t.e"])
def test_of_two_names_that_the_eye_takes_for_each_other_the_second_is_refused(
    ada: Person, ben: Person, twin: str
) -> None:
    given.release(ada, "kite")
    for somebody in (ada, ben):
        assert "existing project: kite" in assert_refused(somebody, twin, NameTooSimilar)


def test_what_an_operator_prohibits_is_refused_with_the_reason_until_it_is_left_to_the_rules(
    ada: Person,
) -> None:
    prohibit("Kite")
    assert "It is somebody's mark" in assert_refused(ada, "kite", NameProhibited)
    leave_name_to_the_rules(KITE, by=OTTO, reason="They gave it up.", now=NOON)
    given.release(ada, "kite")
    assert [(one.kind, one.by, one.reason) for one in entries_about("kite")] == [
        ("name.prohibited", "operator:otto", "It is somebody's mark."),
        ("name.left_to_rules", "operator:otto", "They gave it up."),
    ]


def test_a_project_goes_on_under_a_name_that_new_ones_may_not_have(ada: Person) -> None:
    given.release(ada, "kite")
    prohibit("kite")
    given.release(ada, "kite", "2.0")


@pytest.mark.parametrize("name", ["urllib2", "requirements.txt", "k1te"])
def test_what_an_operator_permits_may_be_begun(ada: Person, ben: Person, name: str) -> None:
    given.release(ada, "kite")
    permit(name)
    assert find_project(given.release(ben, name)) is not None


def test_a_permission_for_one_person_is_no_use_to_another(ada: Person, ben: Person) -> None:
    permit("urllib2", to="ben")
    assert_refused(ada, "urllib2", NameOfStandardLibrary)
    given.release(ben, "urllib2")


def test_the_last_decision_about_a_name_counts(ada: Person) -> None:
    permit("kite", to="ada")
    prohibit("kite")
    assert_refused(ada, "kite", NameProhibited)
    permit("kite")
    ruling = find_ruling(KITE)
    assert ruling is not None
    assert (ruling.effect, ruling.username, ruling.by) == ("permitted", "", "operator:otto")
    given.release(ada, "kite")


@pytest.mark.parametrize(
    "decide",
    [
        lambda by, reason: prohibit_name(KITE, by=by, reason=reason, now=NOON),
        lambda by, reason: permit_name(KITE, username=None, by=by, reason=reason, now=NOON),
        lambda by, reason: leave_name_to_the_rules(KITE, by=by, reason=reason, now=NOON),
    ],
)
def test_only_operators_decide_about_names_and_never_without_a_reason(
    ada: Person, decide: Callable[[Actor, str], None]
) -> None:
    with pytest.raises(OperatorsOnly):
        decide(acting(ada), "I want it.")
    with pytest.raises(ReasonUnfit):
        decide(OTTO, " ")
    with pytest.raises(ReasonUnfit):
        decide(OTTO, "x" * 501)
    assert find_ruling(KITE) is None


def test_what_was_not_decided_cannot_be_taken_back() -> None:
    with pytest.raises(NameRulingNotFound):
        leave_name_to_the_rules(KITE, by=OTTO, reason="Why not.", now=NOON)


def test_a_name_that_resembles_a_critical_one_is_flagged_and_operators_are_told(
    ada: Person, ben: Person, otto: Person
) -> None:
    given.critical_project(ada, "harborlight")
    given.release(ben, "harborlihgt")
    (flag,) = list_flags()
    assert (flag.name, flag.resembles, flag.pattern) == ("harborlihgt", "harborlight", "swapped characters")
    assert flag.begun_by == "person:ben"
    (entry,) = entries_about("harborlihgt")
    assert (entry.kind, entry.by, entry.data["resembles"]) == ("name.flagged", "person:ben", "harborlight")
    assert "name.flagged" not in [one.kind for one in list_entries_of_project(flag.name)]
    letter = OutgoingMail.objects.get(recipient=otto.address)
    assert "harborlihgt" in letter.subject
    assert "swapped characters" in letter.text
    permit("harborlihgt")
    assert list_flags() == []


def test_a_name_that_resembles_a_critical_one_is_refused_where_the_setting_says_so(
    ada: Person, ben: Person, settings: Settings
) -> None:
    settings.STRONGROOM_TYPO_NAMES = "refuse"
    given.critical_project(ada, "harborlight")
    message = assert_refused(ben, "harborlihgt", NameTooSimilar)
    assert "harborlight (swapped characters)" in message
    permit("harborlihgt", to="ben")
    given.release(ben, "harborlihgt")
    assert list_flags() == []


def test_without_the_setting_nothing_is_said_of_what_resembles_a_critical_name(
    ada: Person, ben: Person, settings: Settings
) -> None:
    settings.STRONGROOM_TYPO_NAMES = "off"
    given.critical_project(ada, "harborlight")
    given.release(ben, "harborlihgt")
    assert list_flags() == []


def test_the_owner_of_a_critical_project_may_take_what_resembles_it(
    ada: Person, ben: Person, settings: Settings
) -> None:
    settings.STRONGROOM_TYPO_NAMES = "refuse"
    name = given.critical_project(ada, "harborlight")
    given.role(ben, name, "maintainer")
    for look_alike in ("harborlihgt", "harbor-light", "harborl1ght"):
        assert_refused(ben, look_alike, NameTooSimilar)
    for look_alike in ("harborlihgt", "harborl1ght"):
        given.release(ada, look_alike)
    assert list_flags() == []


def test_a_critical_name_counts_although_no_project_here_has_it(ada: Person, ben: Person) -> None:
    given.critical_project(ada, "harborlight")
    Project.objects.filter(name="harborlight").update(name="moved-elsewhere")
    assert "harborlight" in assert_refused(ben, "harborl1ght", NameTooSimilar)


def test_a_project_that_no_longer_is_critical_is_resembled_by_nobody(ada: Person, ben: Person) -> None:
    name = given.critical_project(ada, "harborlight")
    Designation.objects.filter(name=name).update(ended_on=NOON.date() - timedelta(days=1))
    given.release(ben, "harborlihgt")
    assert list_flags() == []
