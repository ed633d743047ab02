"""Operators make accounts and tokens."""

from datetime import timedelta

import pytest

from strongroom.accounts.models import User
from strongroom.accounts.queries import get_person_named, roles_of
from strongroom.accounts.services import Role, authenticate_token
from strongroom.foundation import clock
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.journal.queries import list_entries_about
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

PASSWORD = "nine lanterns on a pier"


def test_an_operator_is_created(strongroom: Strongroom) -> None:
    result = strongroom(
        "operator", "create", "otto", "--email", "otto@people.example", "--password-stdin", stdin=PASSWORD
    )
    assert (result.exit_code, result.stdout) == (0, "Operator otto is created.\n")
    assert get_person_named("otto").address == "otto@people.example"
    otto = User.objects.get(username="otto")
    assert roles_of(otto.pk) == {Role.ADMIN}
    assert otto.check_password(PASSWORD)
    assert {entry.by for entry in list_entries_about("otto")} == {"operator:console"}


def test_an_operator_is_created_with_a_smaller_role(strongroom: Strongroom) -> None:
    options = ["--email", "olga@people.example", "--role", "auditor", "--password-stdin"]
    assert strongroom("operator", "create", "olga", *options, stdin=PASSWORD).exit_code == 0
    assert roles_of(get_person_named("olga").user_id) == {Role.AUDITOR}


def test_roles_are_granted_listed_and_revoked(strongroom: Strongroom) -> None:
    assert strongroom("operator", "list").stdout == "Nobody operates this index yet.\n"
    given.person("ada")
    result = strongroom("operator", "grant", "ada", "moderator", "--reason", "They know malware.")
    assert (result.exit_code, result.stdout) == (
        0,
        "ada has the role moderator now. The desk opens with a security key.\n",
    )
    (line,) = strongroom("operator", "list").stdout.splitlines()
    assert line.startswith("ada: moderator since ")
    assert line.endswith("by operator:console")
    result = strongroom("operator", "revoke", "ada", "moderator", "--reason", "They left us.")
    assert (result.exit_code, result.stdout) == (0, "ada no longer has the role moderator.\n")
    assert not roles_of(get_person_named("ada").user_id)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grant", "nobody", "admin", "--reason", "Why not?"), "nobody"),
        (("grant", "ada", "admin", "--reason", " "), "reason"),
        (("grant", "ada", "admin", "--reason", "x" * 501), "501 characters; 500 fit"),
        (("revoke", "ada", "admin", "--reason", "x" * 501), "501 characters; 500 fit"),
        (("revoke", "ada", "admin", "--reason", "Why not?"), "does not have"),
        (("revoke", "otto", "admin", "--reason", "Why not?"), "last admin"),
    ],
)
def test_a_role_that_cannot_be_changed_is_refused_in_one_line(
    strongroom: Strongroom, arguments: tuple[str, ...], words: str
) -> None:
    given.person("ada")
    given.operator("otto")
    result = strongroom("operator", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("verified", [True, False])
def test_an_account_is_created(strongroom: Strongroom, verified: bool) -> None:
    options = ["--email", "ada@people.example", "--password-stdin", *(["--verified"] if verified else [])]
    result = strongroom("user", "create", "ada", *options, stdin=f"{PASSWORD}\nnot the password\n")
    assert (result.exit_code, result.stdout) == (0, "Account ada is created.\n")
    assert get_person_named("ada").address == ("ada@people.example" if verified else "")
    ada = User.objects.get(username="ada")
    assert not roles_of(ada.pk)
    assert ada.check_password(PASSWORD)


def test_a_password_is_asked_for_twice_and_not_shown(strongroom: Strongroom) -> None:
    result = strongroom(
        "user", "create", "ada", "--email", "ada@people.example", stdin=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert result.exit_code == 0
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("name", "email", "password", "words"),
    [
        ("ada", "new@people.example", PASSWORD, "another account"),
        ("new", "ada@people.example", PASSWORD, "another account"),
        ("new", "new@people.example", "12345678", "password"),
        ("new", "new@people.example", "", "password"),
        ("new", "no address", PASSWORD, "address"),
        ("../new", "new@people.example", PASSWORD, "name"),
    ],
)
def test_what_makes_no_account_is_refused_in_one_line(
    strongroom: Strongroom, name: str, email: str, password: str, words: str
) -> None:
    given.person("ada")
    before = User.objects.count()
    result = strongroom("user", "create", name, "--email", email, "--password-stdin", stdin=password)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("strongroom: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert User.objects.count() == before


def test_a_token_is_all_that_is_printed(strongroom: Strongroom) -> None:
    given.person("ada")
    result = strongroom("token", "create", "ada")
    assert result.exit_code == 0
    assert result.stderr == ""
    (token,) = result.stdout.split()
    assert result.stdout == f"{token}\n"
    actor = authenticate_token(token, now=clock.now())
    assert (actor.name, actor.projects) == ("ada", None)


def test_a_token_can_be_limited_to_projects_and_days(strongroom: Strongroom) -> None:
    ada = given.person("ada")
    given.release(ada, "quietqueue")
    options = ["--project", "Harbor_Light", "--project", "quietqueue", "--expires", "7"]
    given.release(ada, "harbor-light")
    token = strongroom("token", "create", "ada", *options).stdout.strip()
    actor = authenticate_token(token, now=clock.now())
    assert actor.projects == frozenset({"harbor-light", "quietqueue"})
    with pytest.raises(TokenRefused, match="expired"):
        authenticate_token(token, now=clock.now() + timedelta(days=8))


def test_a_token_that_only_downloads_needs_no_right_on_a_project(strongroom: Strongroom) -> None:
    given.person("ada")
    given.release(given.person("ben"), "quietqueue")
    result = strongroom("token", "create", "ada", "--read-only", "--project", "quietqueue")
    assert result.exit_code == 0
    with pytest.raises(TokenRefused, match="only download"):
        authenticate_token(result.stdout.strip(), now=clock.now())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody",), "nobody"),
        (("ada", "--project", "not a name"), "not a name"),
        (("ada", "--project", "quietqueue"), "quietqueue"),
    ],
)
def test_no_token_for_what_somebody_may_not_do(
    strongroom: Strongroom, arguments: tuple[str, ...], words: str
) -> None:
    given.person("ada")
    given.release(given.person("ben"), "quietqueue")
    result = strongroom("token", "create", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("days", ["0", "-1", "3651", "9" * 30])
def test_days_after_which_no_token_ends_are_refused(strongroom: Strongroom, days: str) -> None:
    given.person("ada")
    result = strongroom("token", "create", "ada", "--expires", days)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("strongroom: An API token works for 1 to 3650 days, or for ever.")


def test_what_is_no_number_of_days_is_wrong_usage(strongroom: Strongroom) -> None:
    given.person("ada")
    result = strongroom("token", "create", "ada", "--expires", "soon")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_bound_person_without_a_second_factor_gets_no_token_of_the_project(strongroom: Strongroom) -> None:
    ada = given.person("ada")
    name = given.critical_project(ada)
    given.mandate(at=NOON)
    clock.install(lambda: NOON + timedelta(days=91))
    result = strongroom("token", "create", "ada", "--project", name)
    assert result.exit_code == 1
    assert "second factor" in result.stderr


def test_an_operator_ends_the_sessions_of_an_account(strongroom: Strongroom) -> None:
    given.person("ada")
    ended = strongroom("user", "end-sessions", "Ada", "--reason", "She asked us to.")
    assert (ended.exit_code, ended.stdout) == (0, "All sessions of ada have ended.\n")
    assert list_entries_about("ada")[0].reason == "She asked us to."


def test_an_operator_freezes_an_account_and_opens_it_again(strongroom: Strongroom) -> None:
    given.person("ada")
    frozen = strongroom("user", "freeze", "Ada", "--reason", "strangers use it")
    assert frozen.stdout == "The account ada is frozen.\n"
    assert User.objects.get(username="ada").frozen_because == "strangers use it"
    again = strongroom("user", "freeze", "ada", "--reason", "strangers use it")
    assert (again.exit_code, "frozen already" in again.stderr) == (1, True)
    opened = strongroom("user", "unfreeze", "ada", "--reason", "She called us.")
    assert opened.stdout == "The account ada is open again.\n"
    assert User.objects.get(username="ada").is_active
