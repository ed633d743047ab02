"""An operator quarantines a project, and lifts it."""

import pytest

from strongroom.catalog.queries import get_project
from strongroom.foundation.names import NormalizedName
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


def test_an_operator_quarantines_one_release_and_lifts_it(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    done = strongroom("release", "quarantine", "Harborlight", "1.0", "--reason", "It steals keys.")
    assert done.stdout == "harborlight 1.0 is quarantined: its files are not offered.\n"
    again = strongroom("release", "quarantine", "harborlight", "1.0", "--reason", "Again.")
    assert (again.exit_code, "quarantined already" in again.stderr) == (1, True)
    lifted = strongroom("release", "lift", "harborlight", "1.0", "--reason", "It does not.")
    assert lifted.stdout == "harborlight 1.0 is no longer quarantined.\n"
