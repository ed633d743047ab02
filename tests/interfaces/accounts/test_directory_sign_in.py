"""Sign-in with the password of a company's directory: who comes in, what of ours still holds, and what opens nothing."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck
from hypothesis import given as given_any
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import text
from pytest_django import Settings

from strongroom.accounts.errors import DirectoryHasPassword, DirectoryUnavailable, FactorRefused
from strongroom.accounts.models import DirectoryAccount, User
from strongroom.accounts.queries import get_person_named, has_password
from strongroom.accounts.services import (
    ProofMethod,
    freeze,
    prove_by_password,
    set_password,
    sufficient_methods,
)
from strongroom.accounts.services.people.ways_in import remove_ways_in
from strongroom.accounts.upstream.directory import Directory
from tests.contexts.accounts.given import OTTO, PASSWORD, app_of
from tests.interfaces.accounts.given import (
    CONFIRM,
    LOGIN,
    SECOND_STEP,
    Browser,
    Watch,
    newest_letter,
    text_of,
)
from tests.support import given
from tests.support.processes import LOOPBACK, free_port
from tests.support.slapd import (
    ADA_PASSWORD,
    BEN_PASSWORD,
    GROUP,
    NAMELESS,
    PEOPLE,
    DirectoryServer,
    directory_server,
    let_python_ldap_be_found,
)
from tests.support.tls_front import certificate_of_localhost

RESET, CHANGE = "/account/password/reset/", "/account/password/change/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectoryServer]:
    """The directory of Harbor Works. Who changes an entry of it, changes one of their own."""
    let_python_ldap_be_found()
    certificate = certificate_of_localhost(tmp_path_factory.mktemp("certificate") / "localhost.pem")
    with directory_server(certificate) as running:
        yield running


@pytest.fixture
def works(server: DirectoryServer, settings: Settings) -> DirectoryServer:
    """The directory, which the index asks."""
    settings.STRONGROOM_DIRECTORY = server.directory
    settings.STRONGROOM_LDAP_NAME = "the directory of Harbor Works"
    return server


def enter(visitor: Browser, name: str = "ada", password: str = ADA_PASSWORD) -> None:
    """Sign in for the first time, and confirm the address that the directory says."""
    where = visitor.send(LOGIN, login=name, password=password)
    assert where.headers["Location"] == "/account/confirm-email/", text_of(where)
    letter = newest_letter()
    code = next(line.strip() for line in letter.text.splitlines() if line.startswith("    "))
    visitor.send("/account/confirm-email/", code=code)
    assert visitor.name == name


@pytest.mark.usefixtures("works")
class TestTheFirstSignIn:
    def test_makes_an_account_with_no_password_of_ours(self, visitor: Browser) -> None:
        enter(visitor)
        ada = User.objects.get(username="ada")
        assert not ada.has_usable_password()
        assert has_password(ada)
        assert get_person_named("ada").address == "ada@works.example"

    def test_is_open_where_registration_is_closed(self, visitor: Browser, settings: Settings) -> None:
        settings.STRONGROOM_REGISTRATION_OPEN = False
        enter(visitor)

    def test_tells_the_password_to_nothing_that_is_kept(self, visitor: Browser) -> None:
        enter(visitor)
        kept = [*User.objects.values_list("password", flat=True), str(dict(visitor.session))]
        assert ADA_PASSWORD not in "".join(kept)

    def test_enters_no_account_that_was_here_before(self, visitor: Browser) -> None:
        given.person("ada")
        page = text_of(visitor.send(LOGIN, login="ada", password=ADA_PASSWORD))
        assert "belongs to another account" in page
        assert visitor.name == ""
        assert not DirectoryAccount.objects.exists()

    def test_enters_no_account_by_its_address(self, visitor: Browser, works: DirectoryServer) -> None:
        works.employ("address-thief", "the long phrase of a thief")
        works.change("address-thief", mail="ben@people.example")
        given.person("ben")
        page = text_of(visitor.send(LOGIN, login="address-thief", password="the long phrase of a thief"))
        assert "belongs to another account" in page
        assert User.objects.count() == 1

    def test_needs_an_address(self, visitor: Browser) -> None:
        page = text_of(visitor.send(LOGIN, login="silent", password=ADA_PASSWORD))
        assert "An account needs a mail address" in page
        assert not User.objects.exists()

    def test_needs_the_group_that_is_let_in(
        self, visitor: Browser, works: DirectoryServer, settings: Settings
    ) -> None:
        settings.STRONGROOM_DIRECTORY = replace(works.directory, group=GROUP)
        page = text_of(visitor.send(LOGIN, login="ben", password=BEN_PASSWORD))
        assert "You may not sign in here" in page
        enter(visitor)


@pytest.mark.usefixtures("works")
class TestWhatOpensNothing:
    @pytest.mark.parametrize(
        ("name", "password"),
        [
            ("ada", "something else"),
            ("ada", BEN_PASSWORD),
            ("nobody", ADA_PASSWORD),
            ("*", ADA_PASSWORD),
            ("ad*", ADA_PASSWORD),
            ("ada)(uid=*", ADA_PASSWORD),
            ("*)(|(uid=ada", ADA_PASSWORD),
            ("ada\\00", ADA_PASSWORD),
            ("ａｄａ", ADA_PASSWORD),
            ("Ada@works.example", ADA_PASSWORD),
        ],
    )
    def test_another_name_or_password(self, visitor: Browser, name: str, password: str) -> None:
        assert visitor.send(LOGIN, login=name, password=password).status_code == 200
        assert visitor.name == ""
        assert not User.objects.exists()

    @pytest.mark.parametrize("name", ["*", "ad*", "ada)(uid=*", "*)(|(uid=ada", "ada\\", "a\x00", "(", ")"])
    def test_a_name_is_a_value_to_the_directory_and_nothing_else(
        self, works: DirectoryServer, name: str
    ) -> None:
        assert works.directory.find(name, password=ADA_PASSWORD) is None
        assert works.directory.find("ada", password=ADA_PASSWORD) is not None

    @hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given_any(name=text(min_size=1).filter(lambda name: "a" not in normalize("NFKC", name).lower()))
    def test_any_name_but_that_of_the_password(self, works: DirectoryServer, name: str) -> None:
        assert works.directory.find(name, password=ADA_PASSWORD) is None

    def test_an_empty_password_though_the_directory_would_take_it(
        self, visitor: Browser, works: DirectoryServer
    ) -> None:
        assert works.says_success_to("ada", "")
        assert works.directory.find("ada", password="") is None
        enter(visitor)
        with pytest.raises(FactorRefused):
            prove_by_password(User.objects.get().pk, password="", now=visitor.watch.now)

    @pytest.mark.on_postgresql
    def test_the_name_of_somebody_who_left_in_the_hands_of_their_successor(
        self, visitor: Browser, works: DirectoryServer, watch: Watch
    ) -> None:
        works.employ("dora", "the phrase of the first dora")
        enter(visitor, "dora", "the phrase of the first dora")
        works.rename("dora", "dora.old")
        works.employ("dora", "the phrase of the second dora")
        second = Browser(watch)
        page = text_of(second.send(LOGIN, login="dora", password="the phrase of the second dora"))
        assert "belongs to another account" in page
        # The first one is the same person still, by whatever name.
        first = Browser(watch)
        first.be_known_to("dora")
        first.send(LOGIN, login="dora.old", password="the phrase of the first dora")
        assert first.name == "dora"

    def test_a_password_that_others_know(self, visitor: Browser, works: DirectoryServer) -> None:
        works.employ("eve", "password1")
        page = text_of(visitor.send(LOGIN, login="eve", password="password1"))
        assert "stolen elsewhere" in page
        assert "the directory of Harbor Works" in page
        assert not User.objects.exists()


@pytest.mark.usefixtures("works")
class TestWhoCameFromTheDirectory:
    @pytest.fixture
    def ada(self, visitor: Browser, watch: Watch) -> Browser:
        """Somebody who signed in once, in another browser."""
        enter(visitor)
        return Browser(watch)

    @pytest.mark.parametrize("login", ["ada", "ADA", " ada ", "ada@works.example"])
    def test_signs_in_by_user_name_or_address(self, ada: Browser, login: str) -> None:
        ada.be_known_to("ada")
        ada.send(LOGIN, login=login, password=ADA_PASSWORD)
        assert ada.name == "ada"

    def test_confirms_a_browser_that_is_not_known(self, ada: Browser) -> None:
        assert ada.sign_in(password=ADA_PASSWORD, known=False).headers["Location"] == CONFIRM

    def test_gives_the_second_factor(self, ada: Browser) -> None:
        secret = app_of(get_person_named("ada"))
        assert ada.sign_in(password=ADA_PASSWORD).headers["Location"] == SECOND_STEP
        ada.watch.move(minutes=1)
        ada.give_code(secret)
        assert ada.name == "ada"

    def test_guesses_only_so_often(self, ada: Browser) -> None:
        for _ in range(10):
            ada.sign_in(password="a guess", known=False)
        assert ada.sign_in(password=ADA_PASSWORD, known=False).status_code == 429

    def test_proves_it_with_that_password(self, ada: Browser, watch: Watch) -> None:
        ada.sign_in(password=ADA_PASSWORD)
        watch.move(minutes=11)
        ada.send("/account/prove/", method="password", **{"password-password": "a guess"})
        assert ada.get("/account/email/").status_code == 302
        ada.send("/account/prove/", method="password", **{"password-password": ADA_PASSWORD})
        assert ada.get("/account/email/").status_code == 200

    def test_proves_it_so_beside_an_identity_provider_too(self, ada: Browser, settings: Settings) -> None:
        ada.sign_in(password=ADA_PASSWORD)
        settings.STRONGROOM_PROVIDER_ISSUER = "https://login.example"
        assert ProofMethod.PASSWORD in sufficient_methods(User.objects.get().pk)

    def test_comes_in_no_more_once_the_account_is_frozen(self, ada: Browser) -> None:
        freeze(User.objects.get().pk, because="somebody asked for it.", by=OTTO, now=ada.watch.now)
        answer = ada.sign_in(password=ADA_PASSWORD, known=False)
        assert answer.status_code == 403
        assert "somebody asked for it" in text_of(answer)

    def test_comes_in_no_more_once_the_group_is_left(
        self, ada: Browser, works: DirectoryServer, settings: Settings
    ) -> None:
        settings.STRONGROOM_DIRECTORY = replace(works.directory, group=GROUP.replace("publishers", "readers"))
        assert ada.sign_in(password=ADA_PASSWORD).status_code == 503
        settings.STRONGROOM_DIRECTORY = replace(works.directory, group=f"uid=ben,{PEOPLE}")
        assert "You may not sign in here" in text_of(ada.sign_in(password=ADA_PASSWORD))
        with pytest.raises(FactorRefused):
            prove_by_password(User.objects.get().pk, password=ADA_PASSWORD, now=ada.watch.now)

    def test_has_a_password_here_once_the_account_was_given_back(self, ada: Browser, watch: Watch) -> None:
        person = User.objects.get()
        remove_ways_in(person, because="it was given back.", by=OTTO, now=watch.now)
        set_password(person, password=PASSWORD, by=OTTO, now=watch.now)
        assert "belongs to another account" in text_of(ada.sign_in(password=ADA_PASSWORD))
        ada.sign_in(password=PASSWORD)
        assert ada.name == "ada"

    def test_changes_no_password_here(self, ada: Browser) -> None:
        ada.sign_in(password=ADA_PASSWORD)
        assert "change it there" in text_of(ada.get(CHANGE))
        with pytest.raises(DirectoryHasPassword):
            set_password(User.objects.get(), password=PASSWORD, by=OTTO, now=ada.watch.now)

    def test_resets_no_password_here(self, ada: Browser) -> None:
        ada.send(RESET, email="ada@works.example")
        letter = newest_letter()
        assert "change it there" in letter.text
        assert "    " not in letter.text

    def test_is_told_of_by_the_sign_in_page(self, ada: Browser) -> None:
        assert "the directory of Harbor Works" in text_of(ada.get(LOGIN))

    def test_may_set_a_password_once_no_directory_is_asked(self, ada: Browser, settings: Settings) -> None:
        ada.sign_in(password=ADA_PASSWORD)
        settings.STRONGROOM_DIRECTORY = None
        words = {"password1": "quiet-lantern-orbits-57", "password2": "quiet-lantern-orbits-57"}
        ada.send("/account/password/set/", **words)
        assert User.objects.get().has_usable_password()
        assert not DirectoryAccount.objects.exists()


class TestADirectoryThatDoesNotAnswer:
    @pytest.fixture(autouse=True)
    def _gone(self, works: DirectoryServer, settings: Settings) -> None:
        settings.STRONGROOM_DIRECTORY = replace(works.directory, address=f"ldap://{LOOPBACK}:{free_port()}")

    def test_is_said(self, visitor: Browser) -> None:
        answer = visitor.send(LOGIN, login="ada", password=ADA_PASSWORD)
        assert answer.status_code == 503
        assert "does not answer" in text_of(answer)

    @pytest.mark.parametrize("named", ["ben", "nobody", "ben@people.example", "nobody@people.example", "?"])
    def test_tells_nobody_who_is_known(self, visitor: Browser, named: str) -> None:
        given.person("ben")
        assert visitor.send(LOGIN, login=named, password="a guess").status_code == 503

    def test_keeps_nobody_out_whose_password_is_ours(self, visitor: Browser) -> None:
        given.person("ben")
        visitor.sign_in("ben", "the long phrase of ben 7!")
        assert visitor.name == "ben"


class TestTheConnection:
    """Nobody but the directory itself hears a password."""

    @pytest.fixture
    def by_tls(self, server: DirectoryServer) -> Directory:
        address = f"ldaps://{LOOPBACK}:{server.tls_port}"
        return replace(server.directory, address=address, authorities=str(server.certificate))

    def test_is_by_tls(self, by_tls: Directory) -> None:
        assert by_tls.find("ada", password=ADA_PASSWORD) is not None

    def test_becomes_tls(self, server: DirectoryServer, by_tls: Directory) -> None:
        begun = replace(by_tls, address=server.directory.address, starttls=True)
        assert begun.find("ada", password=ADA_PASSWORD) is not None

    @pytest.mark.parametrize("starttls", [False, True])
    def test_is_refused_where_nobody_vouches_for_the_certificate(
        self, server: DirectoryServer, by_tls: Directory, starttls: bool
    ) -> None:
        address = server.directory.address if starttls else by_tls.address
        unknown = replace(by_tls, address=address, starttls=starttls, authorities="")
        with pytest.raises(DirectoryUnavailable):
            unknown.find("ada", password=ADA_PASSWORD)

    def test_is_refused_to_another_name_than_the_certificate_s(self, by_tls: Directory) -> None:
        elsewhere = replace(by_tls, address=by_tls.address.replace(LOOPBACK, NAMELESS))
        with pytest.raises(DirectoryUnavailable):
            elsewhere.find("ada", password=ADA_PASSWORD)

    @pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
    def test_waits_only_so_long_for_whoever_takes_it_and_says_nothing(
        self, server: DirectoryServer, scheme: str
    ) -> None:
        with socket.create_server((LOOPBACK, 0)) as silent:
            address = f"{scheme}://{LOOPBACK}:{silent.getsockname()[1]}"
            with pytest.raises(DirectoryUnavailable):
                replace(server.directory, address=address, wait_seconds=0.2).find(
                    "ada", password=ADA_PASSWORD
                )

    def test_is_refused_where_the_index_may_not_look(self, server: DirectoryServer) -> None:
        wrong = replace(server.directory, reader=("cn=reader,dc=works,dc=example", "another password"))
        with pytest.raises(DirectoryUnavailable):
            wrong.find("ada", password=ADA_PASSWORD)
