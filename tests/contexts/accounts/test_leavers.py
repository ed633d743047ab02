"""Those who leave the company's directory: their accounts are frozen, their API tokens and sessions with them, until they are back."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.errors import DirectoryUnavailable, StandingUnfit
from strongroom.accounts.models import DirectoryAccount, Session, User
from strongroom.accounts.queries import find_doubt, find_running_change, get_person_named, list_live_tokens
from strongroom.accounts.rules.leavers import Doubt
from strongroom.accounts.services import Role, authenticate_token, call_the_roll, freeze, unfreeze
from strongroom.accounts.services.people.ways_in import remove_ways_in
from strongroom.accounts.upstream.directory import Directory
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.interfaces.jobs import handlers
from tests.contexts.accounts.given import LATER, NOW, OTTO, proof_of
from tests.support import given
from tests.support.processes import LOOPBACK, free_port
from tests.support.slapd import (
    ADA_PASSWORD,
    BASE,
    GROUP,
    DirectoryServer,
    directory_server,
    let_python_ldap_be_found,
)
from tests.support.tls_front import certificate_of_localhost

pytestmark = pytest.mark.django_db

PHRASE = "the long phrase of somebody at works"
_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectoryServer]:
    """The directory of Harbor Works. Each test employs people of its own."""
    let_python_ldap_be_found()
    certificate = certificate_of_localhost(tmp_path_factory.mktemp("certificate") / "localhost.pem")
    with directory_server(certificate) as running:
        yield running


@pytest.fixture(autouse=True)
def works(server: DirectoryServer, settings: Settings) -> DirectoryServer:
    """The directory, which the index asks."""
    settings.STRONGROOM_DIRECTORY = server.directory
    return server


def colleague(works: DirectoryServer) -> User:
    """Somebody of the company who has signed in here once."""
    name = f"colleague-{next(_numbers)}"
    works.employ(name, PHRASE)
    return signed_in(name)


def signed_in(name: str, password: str = PHRASE) -> User:
    user = services.sign_in_by_directory(name, password=password, now=NOW)
    assert user is not None
    return user


def token_of(user: User) -> str:
    proof = proof_of(get_person_named(user.username))
    return services.issue_token(proof, name="laptop", projects=None, expires_at=None, now=NOW)


class SlowDirectory:
    """A directory that takes so long over all names that something else happens."""

    def __init__(self, directory: Directory, meanwhile: Callable[[], object]) -> None:
        self._directory = directory
        self._meanwhile = meanwhile

    def still_admits(self, names: Mapping[str, str]) -> set[str]:
        """Answer as ever."""
        admitted = self._directory.still_admits(names)
        self._meanwhile()
        return admitted


def test_whoever_is_given_the_account_back_while_the_directory_answers_is_not_frozen(
    works: DirectoryServer, settings: Settings
) -> None:
    dora, _ = colleague(works), colleague(works)
    works.dismiss(dora.username)

    def give_back() -> None:
        remove_ways_in(dora, because="it was given back", by=OTTO, now=LATER)
        services.set_password(dora, password=PHRASE, by=OTTO, now=LATER)

    settings.STRONGROOM_DIRECTORY = SlowDirectory(works.directory, give_back)
    assert call_the_roll(now=LATER).frozen == ()
    assert User.objects.get(pk=dora.pk).is_active


def test_whoever_is_gone_uploads_nothing_more_and_reads_why(works: DirectoryServer) -> None:
    dora, stays = colleague(works), colleague(works)
    token, other = token_of(dora), token_of(stays)
    Session.objects.create(pk="dora", user=dora, expire_date=LATER)
    works.dismiss(dora.username)
    assert call_the_roll(now=LATER).frozen == (dora.username,)
    with pytest.raises(TokenRefused) as refusal:
        authenticate_token(token, now=LATER)
    assert "the company's directory, which has its password, does not let its owner in" in refusal.value.why
    assert "opens by itself when the directory lets its owner in again" in str(refusal.value.next_step)
    assert not Session.objects.filter(user=dora).exists()
    assert authenticate_token(other, now=LATER).name == stays.username
    assert [one.username for one in list_live_tokens([dora.username, stays.username])] == [stays.username]


def test_it_is_journalled_and_told_and_not_told_again(works: DirectoryServer) -> None:
    dora = colleague(works)
    EmailAddress.objects.create(user=dora, email="dora@elsewhere.example", verified=True)
    works.dismiss(dora.username)
    call_the_roll(now=LATER)
    letter = OutgoingMail.objects.get(recipient="dora@elsewhere.example")
    assert "is frozen" in letter.subject
    assert "By: this index itself" in letter.text
    assert "It opens by itself" in letter.text
    [entry] = [one for one in list_entries_about(dora.username) if one.kind == "account.frozen"]
    assert entry.by == "system:directory"
    assert call_the_roll(now=LATER + timedelta(hours=1)) == services.RollCall()


def test_whoever_is_back_goes_on_where_they_were(works: DirectoryServer, settings: Settings) -> None:
    dora = colleague(works)
    token = token_of(dora)
    settings.STRONGROOM_DIRECTORY = replace(works.directory, condition="(!(uid=colleague-*))")
    call_the_roll(now=LATER)
    settings.STRONGROOM_DIRECTORY = works.directory
    assert call_the_roll(now=LATER).opened == (dora.username,)
    assert authenticate_token(token, now=LATER).name == dora.username
    assert find_running_change(dora.pk, now=LATER) is None
    assert [one.by for one in list_entries_about(dora.username) if one.kind == "account.unfrozen"] == [
        "system:directory"
    ]


def test_a_sign_in_opens_it_at_once(works: DirectoryServer, settings: Settings) -> None:
    dora = colleague(works)
    settings.STRONGROOM_DIRECTORY = replace(works.directory, group=GROUP)
    assert call_the_roll(now=LATER).frozen == (dora.username,)
    settings.STRONGROOM_DIRECTORY = works.directory
    assert signed_in(dora.username).is_active
    assert User.objects.get(pk=dora.pk).frozen_at is None


def test_the_group_that_is_let_in_counts(works: DirectoryServer, settings: Settings) -> None:
    ada, dora = signed_in("ada", ADA_PASSWORD), colleague(works)
    settings.STRONGROOM_DIRECTORY = replace(works.directory, group=GROUP)
    assert call_the_roll(now=LATER).frozen == (dora.username,)
    assert User.objects.get(pk=ada.pk).is_active


def test_another_name_is_no_leaving(works: DirectoryServer) -> None:
    dora = colleague(works)
    works.rename(dora.username, f"{dora.username}-wed")
    assert call_the_roll(now=LATER) == services.RollCall()


def test_somebody_new_of_the_old_name_is_not_the_one_who_left(works: DirectoryServer) -> None:
    dora = colleague(works)
    works.dismiss(dora.username)
    works.employ(dora.username, "the long phrase of a successor")
    assert call_the_roll(now=LATER).frozen == (dora.username,)


def test_a_directory_that_does_not_answer_freezes_nobody(works: DirectoryServer, settings: Settings) -> None:
    dora = colleague(works)
    works.dismiss(dora.username)
    away = replace(works.directory, address=f"ldap://{LOOPBACK}:{free_port()}")
    for unfit in (away, replace(works.directory, base=f"ou=nowhere,{BASE}"), replace(away, group=GROUP)):
        settings.STRONGROOM_DIRECTORY = unfit
        with pytest.raises(DirectoryUnavailable):
            call_the_roll(now=LATER)
        handlers.ask_the_directory()
    assert User.objects.get(pk=dora.pk).is_active


def test_a_filter_that_shuts_everybody_out_is_a_mistake_and_is_said(
    works: DirectoryServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    everybody = [colleague(works).username for _ in range(5)]
    settings.STRONGROOM_DIRECTORY = replace(works.directory, condition="(objectClass=robot)")
    with caplog.at_level(logging.WARNING):
        assert call_the_roll(now=LATER).missing == tuple(sorted(everybody))
    assert "5 of 5 people" in caplog.text
    assert User.objects.filter(is_active=True).count() == 5


def shut_out(works: DirectoryServer, settings: Settings) -> None:
    """Let a filter be wrong, so that nobody is let in."""
    settings.STRONGROOM_DIRECTORY = replace(works.directory, condition="(objectClass=robot)")


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(subject__contains="missing in the directory").order_by("pk"))


def facts() -> list[tuple[str, str]]:
    """Return kind and actor of what the journal says of the directory, oldest first."""
    return [(one.kind, one.by) for one in reversed(list_entries_about("directory:roll"))]


HOUR = timedelta(hours=1)


class TestTooManyToBeBelieved:
    @pytest.fixture(autouse=True)
    def everybody(self, works: DirectoryServer, settings: Settings) -> list[str]:
        """Five people, whom a wrong filter shuts out, and two operators who watch."""
        given.operator("otto")
        given.operator("olga", Role.AUDITOR)
        people = [colleague(works).username for _ in range(5)]
        shut_out(works, settings)
        return sorted(people)

    def test_every_operator_is_told_once_by_whom_to_look_for_it(self, everybody: list[str]) -> None:
        for hours in range(3):
            call_the_roll(now=LATER + hours * HOUR)
        assert [one.recipient for one in letters()] == ["olga@people.example", "otto@people.example"]
        for words in ("5 of 5 people", ", ".join(everybody), "STRONGROOM_LDAP_FILTER", "/desk/"):
            assert words in letters()[0].text
        assert facts() == [("directory.doubted", "system:directory")]

    def test_the_doubt_stands_until_the_directory_is_believed(
        self, works: DirectoryServer, settings: Settings, everybody: list[str]
    ) -> None:
        call_the_roll(now=LATER)
        assert find_doubt() == Doubt(LATER, 5, 5, tuple(everybody))
        settings.STRONGROOM_DIRECTORY = works.directory
        for hours in (1, 2):
            assert call_the_roll(now=LATER + hours * HOUR) == services.RollCall()
            assert find_doubt() is None
        assert [kind for kind, _ in facts()] == ["directory.doubted", "directory.believed"]

    def test_the_next_time_is_told_again(self, works: DirectoryServer, settings: Settings) -> None:
        for hours in (0, 2):
            shut_out(works, settings)
            call_the_roll(now=LATER + hours * HOUR)
            settings.STRONGROOM_DIRECTORY = works.directory
            call_the_roll(now=LATER + (hours + 1) * HOUR)
        assert len(letters()) == 4

    def test_a_directory_that_is_away_changes_nothing(
        self, works: DirectoryServer, settings: Settings
    ) -> None:
        call_the_roll(now=LATER)
        settings.STRONGROOM_DIRECTORY = replace(works.directory, address=f"ldap://{LOOPBACK}:{free_port()}")
        with pytest.raises(DirectoryUnavailable):
            call_the_roll(now=LATER + HOUR)
        assert find_doubt() is not None

    def test_without_a_directory_there_is_nothing_to_believe(self, settings: Settings) -> None:
        call_the_roll(now=LATER)
        settings.STRONGROOM_DIRECTORY = None
        assert find_doubt() is None

    def test_who_is_frozen_at_the_desk_is_no_longer_missing(self, everybody: list[str]) -> None:
        call_the_roll(now=LATER)
        for name in everybody[:2]:
            freeze(get_person_named(name).user_id, because="they left", by=OTTO, now=LATER)
        assert call_the_roll(now=LATER + HOUR).frozen == tuple(everybody[2:])
        assert find_doubt() is None


def test_leavers_who_are_believed_are_told_to_nobody_else(works: DirectoryServer) -> None:
    given.operator("otto")
    works.dismiss(colleague(works).username)
    call_the_roll(now=LATER)
    assert (letters(), facts()) == ([], [])


def test_accounts_that_are_not_the_directory_s_are_none_of_its_business(works: DirectoryServer) -> None:
    given.person("guest")
    dora = colleague(works)
    works.dismiss(dora.username)
    remove_ways_in(dora, because="it was given back", by=OTTO, now=LATER)
    assert call_the_roll(now=LATER) == services.RollCall()


def test_without_a_directory_nobody_is_asked_about(works: DirectoryServer, settings: Settings) -> None:
    dora = colleague(works)
    works.dismiss(dora.username)
    settings.STRONGROOM_DIRECTORY = None
    assert call_the_roll(now=LATER) == services.RollCall()
    assert User.objects.get(pk=dora.pk).is_active


class TestBesideOperators:
    @pytest.fixture
    def gone(self, works: DirectoryServer) -> User:
        dora = colleague(works)
        works.dismiss(dora.username)
        call_the_roll(now=LATER)
        return dora

    def test_they_do_not_open_what_would_be_frozen_again(self, gone: User) -> None:
        with pytest.raises(StandingUnfit, match="opens by itself"):
            unfreeze(gone.pk, reason="She asked.", by=OTTO, now=LATER)

    def test_they_open_it_where_no_directory_is_asked_any_more(self, gone: User, settings: Settings) -> None:
        settings.STRONGROOM_DIRECTORY = None
        unfreeze(gone.pk, reason="We have none any more.", by=OTTO, now=LATER)
        assert User.objects.get(pk=gone.pk).is_active

    def test_what_they_freeze_stays_frozen(self, gone: User, works: DirectoryServer) -> None:
        freeze(gone.pk, because="strangers use it", by=OTTO, now=LATER)
        works.employ(gone.username, PHRASE)
        entry = works.directory.find(gone.username, password=PHRASE)
        assert entry is not None
        DirectoryAccount.objects.filter(user=gone).update(entry_id=entry.entry_id)
        assert call_the_roll(now=LATER) == services.RollCall()
        assert not signed_in(gone.username).is_active
