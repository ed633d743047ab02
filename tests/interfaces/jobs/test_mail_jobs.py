"""The jobs about mail domains, and mail that came back."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from pytest_django import Settings

from strongroom.accounts.models import WatchedDomain
from strongroom.accounts.queries import Person
from strongroom.config.env import SettingInvalid, read_environment
from strongroom.foundation import clock
from strongroom.interfaces.jobs import handlers
from tests.support import given
from tests.support.given import NOON
from tests.support.name_server import NameServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    """Somebody, at noon."""
    clock.install(lambda: NOON)
    return given.person("ada")


def test_mail_domains_of_those_who_matter_are_chosen_and_looked_at(settings: Settings, ada: Person) -> None:
    given.critical_project(ada)
    operator = given.operator()
    EmailAddress.objects.filter(user_id=operator.user_id).update(email="otto@desk.example")
    given.person("ben")
    EmailAddress.objects.filter(user__username="ben").update(email="ben@elsewhere.example")
    with NameServer() as server:
        settings.STRONGROOM_DNS = (server.address,)
        handlers.choose_mail_domains()
        handlers.check_mail_domains()
    assert {name for name, kind in server.asked if kind == "MX"} == {"people.example", "desk.example"}


def test_no_mail_domain_is_looked_at_where_that_is_off(ada: Person) -> None:
    given.critical_project(ada)
    handlers.choose_mail_domains()
    handlers.check_mail_domains()
    assert not WatchedDomain.objects.exists()


def test_what_comes_back_is_read_from_the_folder_of_the_settings(settings: Settings, tmp_path: Path) -> None:
    handlers.read_bounces()
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.mail").write_bytes(b"Subject: Out of office\n\nI am away.\n")
    settings.STRONGROOM_BOUNCES = tmp_path
    handlers.read_bounces()
    assert not any((tmp_path / "new").iterdir())


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("", ()),
        ("off", None),
        ("192.0.2.53", (("192.0.2.53", 53),)),
        ("192.0.2.53:5353, 2001:db8::53", (("192.0.2.53", 5353), ("2001:db8::53", 53))),
        ("[2001:db8::53]:5353", (("2001:db8::53", 5353),)),
    ],
)
def test_name_servers_are_given_by_address(text: str, servers: tuple[tuple[str, int], ...] | None) -> None:
    assert read_environment({"STRONGROOM_DNS": text})["STRONGROOM_DNS"] == servers


@pytest.mark.parametrize("text", ["dns.example", "192.0.2.53:dns", "192.0.2.53 198.51.100.53", "on"])
def test_what_is_no_address_of_a_server_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_DNS"):
        read_environment({"STRONGROOM_DNS": text})
