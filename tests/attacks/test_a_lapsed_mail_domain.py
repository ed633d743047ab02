"""The ctx attack (May 2022): the mail domain of a maintainer lapses, somebody buys it and resets the password by mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.foundation.names import normalize
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.transports import transport
from strongroom.interfaces.jobs import handlers
from tests.attacks.given import spoils, try_everything
from tests.contexts.accounts.given import PASSWORD, app_of, facts_about, somebody
from tests.interfaces.accounts.given import LOGIN, PROVE, Browser, Watch, code_in, newest_letter, text_of
from tests.support.given import critical_project, role
from tests.support.mail import deliver
from tests.support.name_server import NameServer
from tests.support.served import MailServer, words_of

RESET = "/account/password/reset/"
ADA = "ada@figments.test"
HARBORLIGHT = normalize("harborlight")


@pytest.fixture
def world(settings: Settings) -> Iterator[NameServer]:
    """The DNS, in which every domain is well."""
    with NameServer() as server:
        for domain in ("figments.test", "people.example"):
            server.knows(domain, MX=f"10 mx.{domain}.")
            server.knows(f"mx.{domain}", A="192.0.2.25")
        settings.STRONGROOM_DNS = (server.address,)
        yield server


@pytest.fixture
def ada(db: None, watch: Watch) -> Person:
    """The maintainer of a critical project, with a second factor and one address."""
    ada = somebody("ada", address=ADA)
    critical_project(ada)
    return ada


def look_at_domains() -> None:
    """Do what the worker does."""
    handlers.choose_mail_domains()
    handlers.check_mail_domains()


def let_lapse(world: NameServer, watch: Watch) -> None:
    """Let the domain end, and days pass in which the worker looks."""
    look_at_domains()
    world.forgets("figments.test")
    for _ in range(12):
        watch.move(hours=6)
        look_at_domains()


def buy(world: NameServer, watch: Watch) -> None:
    """Register the domain for a stranger, who takes its mail; the worker has seen it."""
    world.knows("figments.test", MX="10 mx.stranger.test.")
    world.knows("mx.stranger.test", A="192.0.2.66")
    for _ in range(4):
        watch.move(hours=12)
        look_at_domains()


def test_the_attack_without_the_watch_would_work(ada: Person, visitor: Browser) -> None:
    """What the other tests show to fail must be the attack itself."""
    where = visitor.send(RESET, email=ADA).headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    visitor.send(where, password1="stolen-lantern-orbits-99", password2="stolen-lantern-orbits-99")
    assert not User.objects.get(username="ada").check_password(PASSWORD)


def test_an_expired_mail_domain_resets_no_password(
    world: NameServer, ada: Person, visitor: Browser, watch: Watch, tmp_path: Path
) -> None:
    let_lapse(world, watch)
    buy(world, watch)
    OutgoingMail.objects.all().delete()
    before, taken = facts_about(ada), spoils()

    answer = visitor.send(RESET, email=ADA)
    as_unknown = Browser(watch).send(RESET, email="nobody@figments.test")

    assert (answer.status_code, answer.headers["Location"]) == (
        as_unknown.status_code,
        as_unknown.headers["Location"],
    )
    with MailServer() as strangers_mailbox:
        with transport(strangers_mailbox.address, folder=tmp_path) as send:
            deliver(send, now=watch())
        (letter,) = strangers_mailbox.to(ADA)
        (other,) = strangers_mailbox.to("nobody@figments.test")
    assert words_of(letter) == words_of(other)
    assert facts_about(ada) == before
    assert set(try_everything(visitor).values()) == {302}, "nobody is signed in"
    assert spoils() == taken
    assert User.objects.get(username="ada").check_password(PASSWORD)


def test_who_has_the_password_too_is_not_let_in_by_a_code_to_the_lapsed_address(
    world: NameServer, ada: Person, visitor: Browser, watch: Watch
) -> None:
    let_lapse(world, watch)
    buy(world, watch)
    OutgoingMail.objects.all().delete()
    for name in ("ada", ADA):
        assert "cannot mail you a code" in text_of(visitor.sign_in(name, known=False))
        assert visitor.name == ""
    assert not OutgoingMail.objects.filter(recipient=ADA).exists()


def test_a_reset_that_began_before_the_domain_lapsed_ends_there(
    world: NameServer, ada: Person, visitor: Browser, watch: Watch
) -> None:
    where = visitor.send(RESET, email=ADA).headers["Location"]
    code = code_in(newest_letter())
    world.forgets("figments.test")
    look_at_domains()
    assert visitor.get(where).headers["Location"] == LOGIN
    visitor.send(where, code=code)
    assert User.objects.get(username="ada").check_password(PASSWORD)


def test_the_owner_learns_of_it_on_every_page_and_confirms_the_address_anew(
    world: NameServer, ada: Person, visitor: Browser, watch: Watch
) -> None:
    let_lapse(world, watch)
    watch.move(days=40)
    visitor.sign_in()
    assert visitor.name == "ada"
    assert f"Your address {ADA} is no longer confirmed" in text_of(visitor.get("/help/policy/"))
    assert "This address has lapsed" in text_of(visitor.get("/account/email/"))

    where = visitor.send("/account/email/", email=ADA, action_send="1").headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))

    assert "is no longer confirmed" not in text_of(visitor.get("/help/policy/"))
    assert Browser(watch).send(RESET, email=ADA).status_code == 302
    assert "enter this code" in newest_letter().text


def test_confirming_anew_needs_a_fresh_proof(
    world: NameServer, ada: Person, visitor: Browser, watch: Watch
) -> None:
    secret = app_of(ada, now=watch())
    let_lapse(world, watch)
    visitor.sign_in()
    visitor.give_code(secret)
    assert visitor.name == "ada"
    watch.move(minutes=30)
    answer = visitor.send_from("/account/mail/", "/account/email/", email=ADA, action_send="1")
    assert answer.headers["Location"].startswith(PROVE)
    assert not OutgoingMail.objects.filter(recipient=ADA, subject__contains="code").exists()


def test_those_who_share_the_project_are_told(world: NameServer, ada: Person, watch: Watch) -> None:
    ben = somebody("ben", address="ben@people.example")
    role(ben, HARBORLIGHT)
    let_lapse(world, watch)
    letter = OutgoingMail.objects.filter(recipient="ben@people.example", subject__contains="has lapsed").get()
    assert "with whom you share harborlight" in letter.text
