"""The history of a project says which second factor each mandate asks for."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.interfaces.web.events.kind import words_of
from strongroom.interfaces.web.events.kinds import KINDS
from strongroom.mandates.queries import list_mandates
from strongroom.mandates.services import Scope, Strength, end_mandate
from tests.support import given
from tests.support.announced import OTTO
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

ANNOUNCED = "mandate.announced_for_project"


def test_two_mandates_on_a_project_are_told_apart(client: Client, ada: Person) -> None:
    name = given.critical_project(ada)
    given.mandate(reason="Stolen passwords.")
    given.mandate(
        scope=Scope.PROJECTS, targets=(name,), strength=Strength.PHISHING_RESISTANT, reason="Codes."
    )
    weaker, stronger = list_mandates()
    end_mandate(stronger.id, by=OTTO, reason="Too soon.", now=NOON)
    page = client.get(f"/project/{name}/history/").content.decode()
    for words in (
        "Second factor announced",
        "Stolen passwords.",
        "Security key or passkey announced",
        "Codes.",
        "Security key or passkey asked for no more: the mandate lapsed",
        "Too soon.",
    ):
        assert words in page
    assert page.count("Second factor announced") == 1
    assert weaker.strength is Strength.ANY


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"strength": "any"}, "Second factor announced"),
        ({"strength": "phishing-resistant"}, "Security key or passkey announced"),
        ({}, "Second factor announced"),
        ({"strength": "of tomorrow"}, "Second factor announced"),
    ],
)
def test_what_was_recorded_before_is_worded_still(ada: Person, said: dict[str, str], words: str) -> None:
    name = given.critical_project(ada)
    given.mandate()
    JournalEntry.objects.filter(kind=ANNOUNCED).update(data={"scope": "critical-projects", **said})
    (entry,) = [one for one in list_entries_of_project(name) if one.kind == ANNOUNCED]
    assert words_of(KINDS[ANNOUNCED], entry) == words
