"""Recoveries on the command line: looking, and the console's one approval; projects in custody."""

from pathlib import Path

import pytest

from strongroom.accounts import services
from strongroom.accounts.queries import get_person, get_recovery, list_recoveries
from strongroom.accounts.services import RecoveryRequest, Stage
from strongroom.catalog import services as catalog
from strongroom.catalog.queries import find_role
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def number() -> int:
    given.protected(given.person("ada"))
    request = RecoveryRequest("My phone.", "I can change the home page.", "ada@new.example")
    services.ask_for_recovery("ada", request, password_given=False, now=NOON)
    return list_recoveries()[0].recovery_id


def test_requests_are_listed_and_shown(strongroom: Strongroom, number: int) -> None:
    assert strongroom("recovery", "list").stdout == f"{number}: ada, 2026-03-02 12:00 UTC, asked\n"
    shown = strongroom("recovery", "show", str(number)).stdout
    for line in (
        "Account: ada",
        "By: somebody who knew the user name",
        "Lost: My phone.",
        "Evidence: I can change the home page.",
        "New address: ada@new.example",
    ):
        assert line in shown
    assert strongroom("recovery", "show", "99").exit_code == 1


def test_the_console_approves_once_and_never_twice(strongroom: Strongroom, number: int) -> None:
    words = ["--reason", "It is her.", "--note", "She came to the office."]
    assert "another operator" in strongroom("recovery", "approve", str(number), *words).stdout
    again = strongroom("recovery", "approve", str(number), *words)
    assert (again.exit_code, "two operators" in again.stderr) == (1, True)
    otto = given.operator("otto")
    by = Actor.operator(name="otto", user_id=otto.user_id)
    services.approve_recovery(number, reason="It is her.", note="We spoke.", by=by, now=NOON)
    assert get_recovery(number).stage(NOON) is Stage.WAITING
    assert "Waits until: 2026-03-09 12:00 UTC" in strongroom("recovery", "show", str(number)).stdout


def test_what_has_ended_is_listed_on_demand(strongroom: Strongroom, number: int) -> None:
    services.turn_down_recovery(number, reason="It is not.", by=Actor.operator(name="console"), now=NOON)
    assert strongroom("recovery", "list").stdout == "Nobody asks for an account.\n"
    assert "refused" in strongroom("recovery", "list", "--all").stdout
    assert "by the console of this index: It is not." in strongroom("recovery", "show", str(number)).stdout


def test_a_project_in_custody_is_listed_and_given(strongroom: Strongroom) -> None:
    assert strongroom("project", "custody").stdout == "Every project has an owner.\n"
    ada = given.person("ada")
    name = given.release(ada, "harborlight")
    catalog.leave_to_custody(permit(given.acting(ada), Action.LEAVE, name, now=NOON))
    assert strongroom("project", "custody").stdout == "harborlight: nobody\n"
    cleo = given.person("cleo")
    give = ["project", "give", "Harborlight", "--to", "cleo", "--reason", "She maintains the fork."]
    refused = strongroom(*give)
    assert (refused.exit_code, "second factor" in refused.stderr) == (1, True)
    given.protected(cleo)
    assert strongroom(*give).stdout == "cleo owns harborlight now.\n"
    assert find_role(cleo.user_id, name) == "owner"


def test_no_command_changes_factors_or_addresses_of_somebody() -> None:
    """What operators do about an account is never silent: no command takes an existing account's factors or addresses."""
    folder = Path(services.__file__).parents[2] / "interfaces" / "cli"
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for command in (
        "remove_factor",
        "record_address",
        "set_password",
        "reset_password",
        "issue_recovery_codes",
    ):
        assert command not in text


def test_looking_changes_nothing(strongroom: Strongroom, number: int) -> None:
    strongroom("recovery", "list")
    strongroom("recovery", "show", str(number))
    assert get_recovery(number).stage(NOON) is Stage.ASKED
    assert get_person(get_recovery(number).course.person_id).is_protected
