"""Domains of mail addresses: watched where it matters, and an address at a lapsed one counts for nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from strongroom.accounts import services
from strongroom.accounts.errors import AddressMissing
from strongroom.accounts.models import MailedCode, User, WatchedDomain
from strongroom.accounts.queries import (
    Person,
    find_person_to_reset,
    get_person,
    list_addresses,
    list_lapsed_addresses,
    list_unreachable,
)
from strongroom.accounts.services import AddressChange, CodePurpose, Sources, record_address
from strongroom.infra.dns import Resolver
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.rdap import Registration
from tests.contexts.accounts.given import NOW, facts_about, mails_to
from tests.support.given import person
from tests.support.name_server import NameServer

pytestmark = pytest.mark.django_db

ADA, OTHER = "ada@people.example", "ada@other.example"


@pytest.fixture
def server() -> Iterator[NameServer]:
    """A name server that knows the domains of these tests."""
    with NameServer() as running:
        for domain in ("people.example", "other.example"):
            running.knows(domain, MX=f"10 mx.{domain}.")
            running.knows(f"mx.{domain}", A="192.0.2.25")
        yield running


class Watch:
    """The watch over some people's domains, and its clock."""

    def __init__(self, server: NameServer, *people: Person, patience_seconds: float = 60) -> None:
        self.now = NOW
        self.people = people
        self.companions: dict[str, list[str]] = {}
        self.registrations: dict[str, Registration] = {}
        self.ask = Resolver([server.address], patience_seconds=patience_seconds).ask

    def look(self) -> int:
        """Do what the two jobs do; return how many domains were looked at."""
        services.choose_domains([person.user_id for person in self.people], now=self.now)
        sources = Sources(self.ask, self.registrations.get, companions_of=lambda _: self.companions)
        return services.check_due_domains(sources, now=self.now, spare_seconds=600)

    def pass_time(self, *, hours: int) -> None:
        """Let time pass, looking each hour."""
        for _ in range(hours):
            self.now += timedelta(hours=1)
            self.look()


def further_address(somebody: Person, address: str = OTHER, *, at: datetime = NOW) -> None:
    """Give the person a further confirmed address."""
    row = EmailAddress.objects.create(user_id=somebody.user_id, email=address, verified=True)
    record_address(row, AddressChange.CONFIRMED, now=at)


def letters_to(address: str) -> list[str]:
    """Return the subjects written to an address."""
    return list(OutgoingMail.objects.filter(recipient=address).values_list("subject", flat=True))


def test_only_domains_of_those_who_matter_are_watched(server: NameServer) -> None:
    ada, _ = person("ada"), person("ben")
    further_address(ada)
    EmailAddress.objects.create(user_id=ada.user_id, email="ada@unconfirmed.example", verified=False)
    watch = Watch(server, ada)
    watch.look()
    assert set(WatchedDomain.objects.values_list("domain", flat=True)) == {"people.example", "other.example"}
    watch.people = ()
    watch.look()
    assert not WatchedDomain.objects.exists()


def test_a_domain_that_is_well_is_looked_at_once_a_day(server: NameServer) -> None:
    watch = Watch(server, person("ada"))
    assert [watch.look(), watch.look()] == [1, 0]
    watch.now += timedelta(hours=24)
    assert watch.look() == 1
    row = WatchedDomain.objects.get()
    assert (row.checked_at, row.seen, row.absent_since) == (watch.now, "It takes mail.", None)


def test_looking_stops_when_the_time_is_spent(server: NameServer) -> None:
    ada = person("ada")
    further_address(ada)
    services.choose_domains([ada.user_id], now=NOW)
    sources = Sources(Resolver([server.address], patience_seconds=60).ask)
    assert services.check_due_domains(sources, now=NOW, spare_seconds=0) == 1
    assert services.check_due_domains(sources, now=NOW, spare_seconds=0) == 1
    assert services.check_due_domains(sources, now=NOW, spare_seconds=0) == 0


def test_the_address_at_a_lapsed_domain_is_confirmed_no_more(server: NameServer) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    watch.look()
    server.forgets("people.example")
    watch.pass_time(hours=72)
    assert get_person(ada.user_id).address == ""
    assert facts_about(ada)[-1] == "account.address_lapsed"
    (lapsed,) = list_lapsed_addresses([ada.user_id])[ada.user_id]
    assert (lapsed.address, lapsed.because) == (ADA, "The domain does not exist any more.")
    (gone,) = list_unreachable([ada.user_id], now=watch.now)
    assert gone.why == "The address has lapsed. The domain does not exist any more."


def test_from_the_first_absence_on_nothing_can_be_reset_and_that_is_taken_back(server: NameServer) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    assert find_person_to_reset("Ada@people.example") == ada.user_id
    server.forgets("people.example")
    watch.look()
    assert find_person_to_reset(ADA) is None
    assert get_person(ada.user_id).address == ADA
    server.knows("people.example", A="192.0.2.1")
    watch.pass_time(hours=7)
    assert find_person_to_reset(ADA) == ada.user_id


@pytest.mark.parametrize("trouble", ["silent", "failing"])
def test_trouble_of_name_servers_changes_nothing_however_long_it_lasts(
    server: NameServer, trouble: str
) -> None:
    ada = person("ada")
    getattr(server, trouble).add("people.example")
    watch = Watch(server, ada, patience_seconds=0.2)
    for _ in range(5):
        watch.look()
        watch.now += timedelta(hours=12)
    assert find_person_to_reset(ADA) == ada.user_id
    assert "no clear answer" in WatchedDomain.objects.get().seen


def test_a_network_without_the_world_takes_nobodys_address(server: NameServer) -> None:
    ada = person("ada")
    server.forgets("people.example")
    server.forgets("example")
    watch = Watch(server, ada)
    watch.pass_time(hours=72)
    assert find_person_to_reset(ADA) == ada.user_id


def test_an_outage_of_some_hours_takes_nobodys_address(server: NameServer) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.pass_time(hours=20)
    server.knows("people.example", MX="10 mx.people.example.")
    watch.pass_time(hours=72)
    assert find_person_to_reset(ADA) == ada.user_id
    assert WatchedDomain.objects.get().absent_since is None


def test_a_domain_whose_mail_servers_do_not_exist_has_lapsed_too(server: NameServer) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    server.forgets("mx.people.example")
    watch.pass_time(hours=48)
    assert get_person(ada.user_id).address == ""


def test_a_lapsed_address_stays_so_when_the_domain_comes_back_until_its_owner_confirms_it(
    server: NameServer,
) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.pass_time(hours=48)
    server.knows("people.example", A="192.0.2.66")
    watch.pass_time(hours=48)
    assert find_person_to_reset(ADA) is None

    address = EmailAddress.objects.get(email=ADA)
    address.set_verified()
    record_address(address, AddressChange.CONFIRMED, now=watch.now)
    assert find_person_to_reset(ADA) == ada.user_id
    assert list_lapsed_addresses([ada.user_id]) == {}
    watch.look()
    assert WatchedDomain.objects.get().absent_since is None


def test_the_owner_is_told_at_every_other_address_and_the_oldest_of_them_takes_the_place(
    server: NameServer,
) -> None:
    ada = person("ada")
    further_address(ada)
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.pass_time(hours=48)
    assert any("has lapsed" in subject for subject in letters_to(OTHER))
    assert not any("has lapsed" in subject for subject in letters_to(ADA))
    assert get_person(ada.user_id).address == OTHER
    assert [one.is_primary for one in list_addresses(ada.user_id)] == [True, False]
    assert User.objects.get().email == OTHER
    assert User.objects.get().hands_until is None


def test_two_addresses_at_the_domain_lapse_together_and_a_third_takes_the_place(server: NameServer) -> None:
    ada = person("ada")
    further_address(ada, "ada.again@people.example")
    further_address(ada)
    watch = Watch(server, ada)
    watch.look()
    server.forgets("people.example")
    OutgoingMail.objects.all().delete()
    watch.pass_time(hours=72)
    assert get_person(ada.user_id).address == OTHER
    assert letters_to("ada.again@people.example") == []
    assert len(letters_to(OTHER)) == 1
    assert len(list_lapsed_addresses([ada.user_id])[ada.user_id]) == 2


def test_everybody_at_the_domain_is_protected_once_it_lapsed(server: NameServer) -> None:
    ada, ben = person("ada"), person("ben")
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.pass_time(hours=48)
    assert find_person_to_reset(ben.address) is None


def test_codes_that_were_mailed_are_void(server: NameServer) -> None:
    ada = person("ada")
    services.send_code(User.objects.get(), CodePurpose.SIGN_IN, now=NOW)
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.pass_time(hours=48)
    assert not MailedCode.objects.exists()


def test_no_code_is_mailed_to_a_domain_that_is_in_doubt(server: NameServer) -> None:
    ada = person("ada")
    watch = Watch(server, ada)
    server.forgets("people.example")
    watch.look()
    assert get_person(ada.user_id).address, "it has not lapsed yet"
    with pytest.raises(AddressMissing, match="takes no mail"):
        services.send_code(User.objects.get(), CodePurpose.SIGN_IN, now=NOW)


def test_who_shares_critical_projects_is_told(server: NameServer) -> None:
    ada = person("ada")
    ben = person("ben")
    EmailAddress.objects.filter(user_id=ben.user_id).update(email="ben@other.example")
    watch = Watch(server, ada)
    watch.companions = {"ben": ["harborlight"]}
    server.forgets("people.example")
    watch.pass_time(hours=48)
    (text,) = mails_to(get_person(ben.user_id))
    assert "with whom you share harborlight, has lapsed" in text
    assert "no other address of ada" in text
    assert "@people.example" not in text


def test_the_end_of_a_registration_is_told_once_at_every_address(server: NameServer) -> None:
    ada = person("ada")
    further_address(ada)
    watch = Watch(server, ada)
    end = NOW + timedelta(days=31)
    watch.registrations["people.example"] = Registration(NOW - timedelta(days=400), end)
    watch.look()
    assert not any("ends soon" in subject for subject in letters_to(OTHER))
    watch.pass_time(hours=72)
    for address in (ADA, OTHER):
        assert (
            sum("registration of people.example ends soon" in subject for subject in letters_to(address)) == 1
        )


def test_nobody_is_told_when_the_registration_of_a_providers_domain_ends(server: NameServer) -> None:
    people = [person(name) for name in ("ada", "ben", "cleo", "dora", "eve", "finn")]
    watch = Watch(server, *people)
    watch.registrations["people.example"] = Registration(None, NOW + timedelta(days=3))
    watch.look()
    assert letters_to(ADA) == []


def test_a_domain_that_was_registered_anew_takes_only_older_addresses(server: NameServer) -> None:
    ada, buyer = person("ada"), person("buyer")
    row = EmailAddress.objects.get(user_id=buyer.user_id)
    record_address(row, AddressChange.CONFIRMED, now=NOW + timedelta(days=9))
    watch = Watch(server, ada)
    watch.registrations["people.example"] = Registration(NOW + timedelta(days=3), None)
    watch.now += timedelta(days=10)
    watch.look()
    assert find_person_to_reset(ADA) is None
    assert find_person_to_reset(buyer.address) == buyer.user_id
    (lapsed,) = list_lapsed_addresses([ada.user_id])[ada.user_id]
    assert "registered anew" in lapsed.because


def test_an_address_confirmed_before_we_kept_when_counts_from_the_beginning_of_the_watch(
    server: NameServer,
) -> None:
    ada = person("ada")
    EmailAddress.objects.get(email=ADA).history.delete()
    watch = Watch(server, ada)
    watch.registrations["people.example"] = Registration(NOW - timedelta(days=1), None)
    watch.look()
    assert find_person_to_reset(ADA) == ada.user_id
    watch.registrations["people.example"] = Registration(NOW + timedelta(days=1), None)
    watch.pass_time(hours=30)
    assert find_person_to_reset(ADA) is None
