"""An operator asks about names, prohibits and permits them, and looks at those that resemble critical ones."""

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Organization
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def test_each_rule_says_what_it_thinks_of_a_name(strongroom: Strongroom, ada: Person) -> None:
    given.release(ada, "Kite_Tail")
    lines = strongroom("name", "check", "kitetai1").output.splitlines()
    assert lines[0] == "kitetai1 is a valid name."
    assert [line.split(":")[0] for line in lines[1:]] == [
        "standard library",
        "taken",
        "prohibited",
        "reserved",
        "confusable",
        "typo",
        "namespace",
    ]
    (refused,) = (line for line in lines[1:] if not line.endswith("passed"))
    assert refused == (
        "confusable: refused: The name kitetai1 is too similar to that of an existing project: kite-tail. "
        "Without separators, and with l, i and 1, and o and 0, taken for the same, they are one. "
        "Choose another name, or ask the operators of this index to permit it."
    )


def test_what_a_rule_says_depends_on_who_asks(strongroom: Strongroom, ada: Person) -> None:
    given.critical_project(ada, "harborlight")
    assert "typo: flagged" in strongroom("name", "check", "harborlihgt").output
    assert "typo: passed" in strongroom("name", "check", "harborlihgt", "--for", "ada").output


@pytest.mark.on_postgresql
def test_names_are_prohibited_permitted_and_left_to_the_rules(strongroom: Strongroom, ada: Person) -> None:
    assert strongroom("name", "list").output == "Nothing was decided about any name.\n"
    strongroom("name", "prohibit", "Kite", "--reason", "A mark.")
    strongroom("name", "permit", "urllib2", "--to", ada.username, "--reason", "A backport.")
    shown = strongroom("name", "list").output.splitlines()
    assert [line.partition(" by operator:console on ")[0] for line in shown] == [
        "kite: prohibited",
        "urllib2: permitted to ada",
    ]
    assert shown[0].endswith(": A mark.")
    assert "standard library: permitted" in strongroom("name", "check", "urllib2", "--for", "ada").output
    assert "prohibited: refused" in strongroom("name", "check", "kite").output
    strongroom("name", "forget", "kite", "--reason", "Given up.")
    assert "prohibited: passed" in strongroom("name", "check", "kite").output


def test_flagged_names_are_shown_until_somebody_decides(strongroom: Strongroom, ada: Person) -> None:
    assert strongroom("name", "flagged").output == "No name waits for a look.\n"
    given.critical_project(ada, "harborlight")
    given.release(given.person("ben"), "harborlihgt")
    assert strongroom("name", "flagged").output == (
        "harborlihgt resembles harborlight (swapped characters); begun by person:ben on 2026-03-02\n"
    )
    strongroom("name", "permit", "harborlihgt", "--reason", "Another thing.")
    assert strongroom("name", "flagged").output == "No name waits for a look.\n"


def test_what_is_refused_is_said_in_one_line(strongroom: Strongroom) -> None:
    for arguments in (
        ("check", "no name"),
        ("check", "kite", "--for", "nobody"),
        ("permit", "kite", "--to", "nobody", "--reason", "Why not."),
        ("forget", "kite", "--reason", "Why not."),
        ("prohibit", "kite", "--reason", " "),
    ):
        result = strongroom("name", *arguments)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1


def test_a_namespace_is_granted_to_an_organization(strongroom: Strongroom) -> None:
    Organization.objects.create(name="acme", display_name="Acme", created_at=NOON)
    result = strongroom("namespace", "grant", "kite", "Acme", "--organization", "--reason", "Theirs.")
    assert result.exit_code == 0, result.stderr
    assert strongroom("namespace", "list").output == "kite: the organization acme\n"
