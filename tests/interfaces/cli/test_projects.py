"""An operator quarantines a project, and lifts it."""

import re

import pytest

from strongroom.catalog.models import Role
from strongroom.catalog.queries import get_project
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.services import propose_gift
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given

pytestmark = pytest.mark.django_db

NAME = NormalizedName("harborlight")


def test_a_project_is_quarantined_and_lifted(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "Harborlight")
    assert "quarantined" in strongroom("project", "quarantine", "Harborlight", "--reason", "Malware.").output
    assert (get_project(NAME).status, get_project(NAME).status_reason) == ("quarantined", "Malware.")
    assert strongroom("project", "lift", "harborlight", "--reason", "It was none.").exit_code == 0
    assert get_project(NAME).status == "active"


def test_what_is_refused_is_said_in_one_line(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    for command, name, words in (
        ("lift", "harborlight", "not quarantined"),
        ("quarantine", "nothing-here", "no project"),
        ("quarantine", "no name", "no name"),
    ):
        result = strongroom("project", command, name, "--reason", "Why not.")
        assert result.exit_code == 1
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_reason_is_asked_for(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    assert strongroom("project", "quarantine", "harborlight").exit_code == 2
    assert "reason" in strongroom("project", "quarantine", "harborlight", "--reason", " ").stderr


def test_a_gift_is_approved_and_stopped_by_whom_it_is_to(strongroom: Strongroom) -> None:
    given.critical_project(given.person("ada"))
    for name in ("cleo", "eve"):
        given.protected(given.person(name))
    Role.objects.all().delete()
    otto = given.operating(given.operator("otto"))
    propose_gift(NAME, username="eve", reason="A fork of hers.", by=otto, now=clock.now())
    shown = strongroom("project", "custody").stdout
    assert re.search(r"to eve, proposed .* by operator:otto: A fork of hers\. It is .*waiting", shown)
    for command in ("approve-gift", "stop-gift"):
        assert strongroom("project", command, NAME, "--reason", "Sure.").exit_code == 2
        other = strongroom("project", command, NAME, "--to", "cleo", "--reason", "Sure.")
        assert (other.exit_code, "to eve, not to cleo" in other.stderr) == (1, True)
    approved = strongroom("project", "approve-gift", NAME, "--to", "Eve", "--reason", "Sure.")
    assert approved.stdout == "harborlight is given to eve in a week, if no operator stops it.\n"
    assert "given on" in strongroom("project", "custody").stdout
    assert strongroom("project", "stop-gift", NAME, "--to", "eve", "--reason", "No.").exit_code == 0


def test_an_operator_quarantines_one_release_and_lifts_it(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    done = strongroom("release", "quarantine", "Harborlight", "1.0", "--reason", "It steals keys.")
    assert done.stdout == "harborlight 1.0 is quarantined: its files are not offered.\n"
    again = strongroom("release", "quarantine", "harborlight", "1.0", "--reason", "Again.")
    assert (again.exit_code, "quarantined already" in again.stderr) == (1, True)
    lifted = strongroom("release", "lift", "harborlight", "1.0", "--reason", "It does not.")
    assert lifted.stdout == "harborlight 1.0 is no longer quarantined.\n"
