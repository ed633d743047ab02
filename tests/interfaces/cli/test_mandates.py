"""Operators announce mandates, look at them, and end them."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.queries import list_mandates, list_requirements
from strongroom.mandates.services import (
    Scope,
    Strength,
    keep_for_ever,
    make_letters,
    permit,
    require_factor,
    send_due_batches,
)
from tests.interfaces.cli.conftest import Strongroom
from tests.support import announced, given, organized
from tests.support.crowd import EVERYBODY, crowd
from tests.support.given import NOON, acting
from tests.support.mandated import HARBORLIGHT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def ada() -> Person:
    ada = given.person("ada")
    given.downloads(given.release(ada, "harborlight"), 5000)
    return ada


def test_without_a_mandate_there_is_nothing_to_show_or_enforce(strongroom: Strongroom) -> None:
    assert strongroom("mandate", "show").stdout == "No mandate is announced.\n"
    refused = strongroom("mandate", "enforce")
    assert refused.exit_code == 1
    assert "strongroom mandate announce" in refused.stderr


def test_a_mandate_is_announced_to_those_it_concerns(strongroom: Strongroom, ada: Person) -> None:
    strongroom("designate")
    result = strongroom("mandate", "announce", "--reason", "Many depend on them.", "--notice-days", "100")
    assert result.exit_code == 0
    assert "Announced for: harborlight." in result.stdout
    assert "Wrote to: ada." in result.stdout
    assert OutgoingMail.objects.filter(recipient=ada.address).exists()
    shown = strongroom("mandate", "show").stdout
    for words in (
        "Announced 2026-03-02 by operator:console: Many depend on them.",
        "Scope: critical-projects. Asks for any second factor.",
        "Notice: 100 days, counted for each project from its own announcement.\n",
        "harborlight: announced, deadline 2026-06-11",
        "1 people bound, 0 protected, 1 not.",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 2),
        (("--reason", "So.", "--strength", "strong"), 2),
        (("--reason", "So.", "--notice-days", "10"), 1),
        (("--reason", "So.", "--notice-days", "0"), 1),
    ],
)
def test_a_mandate_without_reason_or_time_is_not_announced(
    strongroom: Strongroom, options: tuple[str, ...], status: int
) -> None:
    assert strongroom("mandate", "announce", *options).exit_code == status
    assert list_mandates() == []


def test_enforcing_tells_what_is_in_force(strongroom: Strongroom, ada: Person) -> None:
    strongroom("designate")
    strongroom("mandate", "announce", "--reason", "Many depend on them.")
    assert "In force for: no project yet." in strongroom("mandate", "enforce").stdout
    clock.install(lambda: NOON + timedelta(days=91))
    assert "In force for: harborlight." in strongroom("mandate", "enforce").stdout
    assert "harborlight: enforced" in strongroom("mandate", "show").stdout


@pytest.mark.on_postgresql
def test_announcements_that_are_not_out_are_shown_with_how_far_they_are(strongroom: Strongroom) -> None:
    crowd(510)
    number = announced.drafted(demand=EVERYBODY, batch_size=500)
    making = f"Announcement {number} on every-publisher: letters are being made, 500 so far (98%)."
    assert making in strongroom("mandate", "show").stdout
    for _ in make_letters(now=NOON):
        pass
    drafted = f"Announcement {number} on every-publisher: draft, 510 letters wait."
    assert drafted in strongroom("mandate", "show").stdout
    announced.send(number)
    shown = strongroom("mandate", "show").stdout
    assert f"Announcement {number} on every-publisher: letters are being made" in shown


def test_what_was_not_sent_of_an_announcement_that_has_ended_is_shown(
    strongroom: Strongroom, ada: Person
) -> None:
    given.role(given.person("ben"), given.release(ada, "hobby"))
    number = announced.sent(demand=EVERYBODY, batch_size=1)
    send_due_batches(by=given.SETUP, now=NOON)
    strongroom("mandate", "end", str(list_mandates()[0].id), "--reason", "Too soon.")
    said = f"Announcement {number} on every-publisher: ended on 2026-03-02 by operator:console, 1 letter was not sent."
    for _ in range(2):
        assert strongroom("mandate", "show").stdout.startswith(f"{said} Reason: Too soon.\n")
        send_due_batches(by=given.SETUP, now=NOON)


def test_a_day_of_rehearsal_is_called_so(strongroom: Strongroom, ada: Person) -> None:
    given.critical_project(ada)
    strongroom("mandate", "announce", "--reason", "So.", "--brownout", "1", "--brownout", "2")
    clock.install(lambda: NOON + timedelta(days=90))
    shown = strongroom("mandate", "show").stdout
    assert "Rehearsals 2 and 1 days before each deadline." in shown
    assert "harborlight: rehearsal, deadline 2026-06-01" in shown


def test_of_very_many_who_were_written_to_some_are_named(strongroom: Strongroom) -> None:
    crowd(60)
    told = strongroom("mandate", "announce", "--reason", "So.", "--scope", "every-publisher").stdout
    assert "person-00049 and 10 more." in told


def test_every_scope_can_be_announced_beside_the_others(strongroom: Strongroom, ada: Person) -> None:
    organized.organization(ada)
    organized.moved_in(HARBORLIGHT)
    given.release(ada, "hobby")
    for options in (
        (
            "--scope",
            "projects",
            "--target",
            "Hobby",
            "--target",
            "harborlight",
            "--brownout",
            "14",
            "--brownout",
            "3",
        ),
        ("--scope", "organization", "--target", "harbor", "--strength", "phishing-resistant"),
        ("--scope", "every-publisher"),
    ):
        result = strongroom("mandate", "announce", "--reason", "Stolen passwords.", *options)
        assert result.exit_code == 0, result.stderr
        assert "Wrote to: ada." in result.stdout
    shown = strongroom("mandate", "show").stdout
    for words in (
        "Scope: projects.",
        "Rehearsals 14 and 3 days before each deadline.",
        "  hobby: announced",
        "Scope: organization harbor. Asks for a security key or passkey.",
        "Scope: every-publisher.",
        "  every project: announced",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--scope", "own", "--target", "harborlight"), 2),
        (("--scope", "everybody"), 2),
        (("--scope", "projects"), 1),
        (("--scope", "projects", "--target", "nothing"), 1),
        (("--scope", "projects", "--target", "!"), 1),
        (("--scope", "organization", "--target", "nothing"), 1),
        (("--brownout", "61"), 1),
        (("--brownout", "0"), 1),
        (("--brownout", "soon"), 2),
    ],
)
def test_what_cannot_be_announced_is_refused_in_words(
    strongroom: Strongroom, ada: Person, options: tuple[str, ...], status: int
) -> None:
    refused = strongroom("mandate", "announce", "--reason", "So.", *options)
    assert (refused.exit_code, refused.stdout) == (status, "")
    assert refused.stderr
    assert list_mandates() == []


def test_what_is_no_name_is_said_of_an_organization_where_one_is_meant(strongroom: Strongroom) -> None:
    options = ("mandate", "announce", "--reason", "So.", "--target", "Harbor Works")
    of_organization = strongroom(*options, "--scope", "organization").stderr
    assert "There is no organization named 'Harbor Works' here." in of_organization
    assert "project name" not in of_organization
    assert "'Harbor Works' is not a valid project name." in strongroom(*options, "--scope", "projects").stderr


def test_projects_are_named_and_taken_off_later(strongroom: Strongroom, ada: Person) -> None:
    given.release(ada, "hobby")
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    number = str(list_mandates()[0].id)
    assert (
        "Announced for: hobby."
        in strongroom("mandate", "name", number, "Hobby", "--reason", "It grew.").stdout
    )
    assert (
        "Lapsed for: hobby." in strongroom("mandate", "unname", number, "hobby", "--reason", "A slip.").stdout
    )
    refused = strongroom("mandate", "unname", number, "hobby", "--reason", "Again.")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert strongroom("mandate", "name", number, "hobby").exit_code == 2


def test_a_mandate_is_ended_with_a_reason(strongroom: Strongroom, ada: Person) -> None:
    given.designation()
    given.mandate()
    number = str(list_mandates()[0].id)
    assert strongroom("mandate", "end", number).exit_code == 2
    assert strongroom("mandate", "end", number, "--reason", " ").exit_code == 1
    ended = strongroom("mandate", "end", number, "--reason", "It was too much.")
    assert ended.stdout == f"Mandate {number} has ended, for: harborlight.\n"
    assert "is running" in strongroom("mandate", "end", number, "--reason", "Again.").stderr


def test_what_owners_ask_for_ever_is_shown_and_ended_here(strongroom: Strongroom, ada: Person) -> None:
    given.protected(ada)
    permitted = permit(acting(ada), Action.CHANGE_SETTINGS, HARBORLIGHT, now=NOON)
    require_factor(permitted, strength=Strength.ANY, starts_on=None)
    keep_for_ever(permitted, strength=Strength.ANY)
    shown = strongroom("mandate", "show").stdout
    assert "Scope: own harborlight. Asks for any second factor. For ever." in shown
    number = str(list_requirements()[0].id)
    assert strongroom("mandate", "end", number, "--reason", "Its last owner lost everything.").exit_code == 0
    assert strongroom("mandate", "show").stdout == "No mandate is announced.\n"
