"""Sign-in through an identity provider that speaks SAML: who comes in, with what, and with whose answer.

What is wrong with answers: tests/contexts/accounts/test_saml_answers.py.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.models import AcceptedAssertion, ProviderFactor, User
from strongroom.accounts.queries import Protection, get_person_named, is_connected_to_provider
from strongroom.accounts.services import Fault, forget_assertions
from strongroom.accounts.upstream.saml import provider as asked
from strongroom.infra.journal.models import JournalEntry
from tests.contexts.accounts.given import app_of
from tests.interfaces.accounts.given import CONFIRM, SECOND_STEP, Browser, Watch, newest_letter, text_of
from tests.support import given
from tests.support.saml_provider import (
    FACTOR_CONTEXT,
    TRANSIENT,
    SamlProvider,
    form_in,
    instant,
    new_key,
    saml_provider,
)

SIGN_IN, ANSWER, FINISH = "/account/provider/", "/account/provider/saml/", "/account/provider/saml/finish/"
METADATA = "/account/provider/saml/metadata/"
HERE = "http://localhost:8000"
HOUR = timedelta(hours=1)


@pytest.fixture
def works(settings: Settings, watch: Watch) -> Iterator[SamlProvider]:
    """The provider of Harbor Works, which the index knows."""
    with saml_provider() as provider:
        provider.now = watch
        make_known(provider, settings)
        yield provider


def make_known(provider: SamlProvider, settings: Settings, metadata: bytes = b"", **options: Any) -> None:
    """Set the index up with what the provider's operators gave."""
    issuer, url, certificates = asked.read_metadata(metadata or provider.metadata())
    attributes = {
        "name_attribute": "urn:oid:0.9.2342.19200300.100.1.1",
        "mail_attribute": "urn:oid:0.9.2342.19200300.100.1.3",
        **options,
    }
    ours = asked.Ours(HERE + METADATA, HERE + ANSWER)
    settings.STRONGROOM_SAML = asked.SamlProvider(issuer, url, certificates, ours, **attributes)
    settings.STRONGROOM_PROVIDER_ISSUER = issuer
    settings.STRONGROOM_PROVIDER_NAME = "Harbor Works"


def ask(visitor: Browser) -> str:
    """Press the button; return the answer that the provider has the browser post."""
    sent = visitor.send_from("/account/login/", SIGN_IN)
    return answer_to(sent)


def answer_to(sent: Any) -> str:
    """Follow the redirect to the provider; return its answer."""
    assert sent.status_code == 302, text_of(sent)
    action, answer = form_in(requests.get(sent.headers["Location"], timeout=60).text)
    assert action == HERE + ANSWER
    return answer


def bring(visitor: Browser, answer: str) -> Any:
    """Post an answer as a browser does from another site: without the cookies of this one; and go on with them."""
    posted = Client(enforce_csrf_checks=True).post(ANSWER, {"SAMLResponse": answer})
    assert posted.status_code == 303, text_of(posted)
    assert not posted.cookies
    return visitor.get(posted.headers["Location"])


def enter(visitor: Browser) -> Any:
    """Sign in at the provider."""
    return bring(visitor, ask(visitor))


def confirm_address(visitor: Browser) -> None:
    """Give the code that was mailed to the address that the provider said."""
    code = next(line.strip() for line in newest_letter().text.splitlines() if line.startswith("    "))
    visitor.send("/account/confirm-email/", code=code)


def refused_for() -> list[str]:
    """Return what the journal says was wrong with answers."""
    return [
        entry.data["fault"]
        for entry in JournalEntry.objects.filter(kind="provider.answer_refused").order_by("serial")
    ]


def test_who_comes_for_the_first_time_gets_an_account_without_a_password(
    visitor: Browser, works: SamlProvider
) -> None:
    enter(visitor)
    assert newest_letter().recipient == "ada@works.example"
    confirm_address(visitor)
    assert visitor.name == "ada"
    assert not User.objects.get(username="ada").has_usable_password()


def test_who_comes_again_is_known_by_the_lasting_name_whatever_else_has_changed(
    visitor: Browser, works: SamlProvider, watch: Watch
) -> None:
    enter(visitor)
    works.says.update(username="countess", mail="countess@works.example")
    enter(Browser(watch))
    assert [user.username for user in User.objects.all()] == ["ada"]


def test_a_user_name_or_address_leads_into_no_account_that_is_here(
    visitor: Browser, works: SamlProvider
) -> None:
    ben = given.person("ben")
    works.says.update(username="ben", mail=ben.address)
    enter(visitor)
    assert visitor.name == ""
    assert User.objects.count() == 1


def test_what_the_provider_does_not_say_is_asked_on_the_first_visit(
    visitor: Browser, works: SamlProvider, settings: Settings
) -> None:
    make_known(works, settings, mail_attribute="")
    where = enter(visitor)
    assert where.headers["Location"] == "/account/provider/register/"
    visitor.send("/account/provider/register/", username="countess", email="countess@works.example")
    assert User.objects.get().username == "countess"
    assert newest_letter().recipient == "countess@works.example"


def test_a_second_factor_of_ours_is_asked_for_all_the_same(
    visitor: Browser, works: SamlProvider, watch: Watch
) -> None:
    enter(visitor)
    app_of(get_person_named("ada"))
    other = Browser(watch)
    EmailAddress.objects.update(verified=True)
    assert enter(other).headers["Location"] == SECOND_STEP
    assert other.name == ""


def test_a_browser_that_is_not_known_is_confirmed_by_mail(
    visitor: Browser, works: SamlProvider, watch: Watch
) -> None:
    enter(visitor)
    EmailAddress.objects.update(verified=True)
    other = Browser(watch)
    assert enter(other).headers["Location"] == CONFIRM
    other.give_mailed_code()
    assert other.name == "ada"


@pytest.mark.parametrize("signs", [["assertion"], ["answer"], ["assertion", "answer"]], ids=str)
def test_the_assertion_or_what_is_around_it_is_signed(
    visitor: Browser, works: SamlProvider, signs: list[str]
) -> None:
    works.signs = signs
    enter(visitor)
    assert User.objects.exists()


def test_while_the_provider_changes_its_key_both_certificates_count(
    visitor: Browser, works: SamlProvider, settings: Settings
) -> None:
    make_known(works, settings, works.metadata(new_key(1), works.key))
    enter(visitor)
    assert User.objects.exists()


def test_every_answer_that_is_not_in_order_is_answered_in_the_same_words(
    visitor: Browser, works: SamlProvider
) -> None:
    pages = set()
    for bend in (
        str.lower,
        lambda text: text.replace("somebody-7", "somebody-8"),
        lambda text: text + " " * 5_000_000,
    ):
        works.bend = bend
        answer = enter(visitor)
        assert answer.status_code == 401
        pages.add(re.sub(r'"csrfmiddlewaretoken" value="\w+"', "", text_of(answer)))
    assert len(pages) == 1
    assert "not in order" in pages.pop()
    assert len(refused_for()) == 2
    assert not User.objects.exists()


@pytest.mark.usefixtures("works")
class TestOneAnswer:
    """It is good once, for the browser that asked."""

    def test_is_not_taken_twice(self, visitor: Browser, watch: Watch) -> None:
        answer = ask(visitor)
        bring(visitor, answer)
        assert bring(visitor, answer).status_code == 401
        assert bring(Browser(watch), answer).status_code == 401
        assert refused_for() == [Fault.USED]

    def test_leaves_a_ticket_that_is_not_taken_twice(self, visitor: Browser) -> None:
        sent = Client().post(ANSWER, {"SAMLResponse": ask(visitor)}).headers["Location"]
        visitor.get(sent)
        assert User.objects.exists()
        assert visitor.get(sent).status_code == 401

    def test_is_nothing_to_a_browser_that_did_not_ask(self, visitor: Browser, watch: Watch) -> None:
        victim = Browser(watch)
        ask(victim)
        assert bring(victim, ask(visitor)).status_code == 401
        assert victim.name == ""
        assert refused_for() == [Fault.NOT_ASKED_FOR]
        assert not User.objects.exists()

    def test_is_nothing_to_a_browser_that_asked_something_else(
        self, visitor: Browser, works: SamlProvider
    ) -> None:
        works.says["asked"] = ' InResponseTo="_another"'
        assert enter(visitor).status_code == 401
        assert refused_for() == [Fault.NOT_ASKED_FOR]

    def test_is_forgotten_when_it_would_be_refused_anyway(self, visitor: Browser, watch: Watch) -> None:
        answer = ask(visitor)
        bring(visitor, answer)
        assert AcceptedAssertion.objects.get().said is None
        forget_assertions(now=watch.now + timedelta(minutes=5))
        assert AcceptedAssertion.objects.exists()
        watch.move(minutes=7)
        forget_assertions(now=watch.now)
        assert not AcceptedAssertion.objects.exists()
        bring(visitor, answer)
        assert refused_for() == [Fault.LATE]


def test_strangers_cannot_fill_the_journal(visitor: Browser, works: SamlProvider) -> None:
    for _ in range(12):
        bring(visitor, b64encode(b"<a/>").decode())
    counts = [entry.data["count"] for entry in JournalEntry.objects.filter(kind="provider.answer_refused")]
    assert counts == [1, 10]


class TestWhoeverHasNoLastingName:
    """An account is not hung on what changes with each sign-in, or on what somebody else may be given."""

    @pytest.mark.parametrize(
        "says",
        [
            {"format": TRANSIENT},
            {"format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "name": "ada@works.example"},
            {"name": ""},
            {"name": "7" * 192},
            {"qualifiers": ' SPNameQualifier="https://elsewhere.example"'},
        ],
        ids=["transient", "an address", "none", "too long", "of another service"],
    )
    def test_is_told_so(self, visitor: Browser, works: SamlProvider, says: dict[str, str]) -> None:
        works.says.update(says)
        answer = enter(visitor)
        assert answer.status_code == 403
        assert "in a way that lasts" in text_of(answer)
        assert not User.objects.exists()

    def test_comes_in_by_an_attribute_where_operators_name_one(
        self, visitor: Browser, works: SamlProvider, settings: Settings
    ) -> None:
        make_known(works, settings, id_attribute="employee")
        works.says["format"] = TRANSIENT
        enter(visitor)
        assert SocialAccount.objects.get().uid == "0007"


@pytest.mark.parametrize(
    "row",
    [(set(), Protection.NONE), ({FACTOR_CONTEXT}, Protection.PROVIDER), ({"urn:other"}, Protection.NONE)],
    ids=["off by default", "named", "another"],
)
def test_the_providers_second_factor_counts_where_operators_say_so(
    visitor: Browser, works: SamlProvider, settings: Settings, row: tuple[set[str], Protection]
) -> None:
    accepted, protection = row
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = frozenset(accepted)
    works.says["context"] = FACTOR_CONTEXT
    enter(visitor)
    assert get_person_named("ada").protection is protection
    assert ProviderFactor.objects.exists() is (protection is Protection.PROVIDER)


@pytest.mark.usefixtures("works")
class TestProvingOnceMore:
    """Who has no password proves at the provider that it is them."""

    @pytest.fixture
    def ada(self, visitor: Browser) -> Browser:
        enter(visitor)
        confirm_address(visitor)
        assert visitor.name == "ada"
        return visitor

    def prove(self, ada: Browser) -> Any:
        sent = ada.send_from("/account/prove/?next=/account/email/", SIGN_IN, next="/account/email/")
        return bring(ada, answer_to(sent))

    @pytest.mark.on_postgresql
    def test_the_provider_is_told_to_ask_again(self, ada: Browser, works: SamlProvider, watch: Watch) -> None:
        watch.move(minutes=11)
        assert "Prove it at Harbor Works" in text_of(ada.get("/account/email/", follow=True))
        assert self.prove(ada).headers["Location"] == "/account/email/"
        assert works.questions[-1].get("ForceAuthn") == "true"
        assert ada.get("/account/email/").status_code == 200

    def test_a_provider_that_asked_nothing_again_proves_nothing(
        self, ada: Browser, works: SamlProvider, watch: Watch
    ) -> None:
        watch.move(minutes=11)
        works.says["proved"] = instant(watch.now - timedelta(minutes=11))
        self.prove(ada)
        assert ada.get("/account/email/").status_code == 302


@pytest.mark.usefixtures("works")
class TestConnectingAnAccount:
    """Who has an account here already may enter it through the provider, and no longer."""

    @pytest.fixture
    def ben(self, visitor: Browser) -> Browser:
        given.person("ben")
        visitor.sign_in("ben", "the long phrase of ben 7!")
        bring(visitor, answer_to(visitor.send_from("/account/", "/account/provider/connect/")))
        return visitor

    def test_the_provider_leads_into_it_then(self, ben: Browser, watch: Watch) -> None:
        assert "can now be entered" in newest_letter().text
        other = Browser(watch)
        other.be_known_to("ben")
        enter(other)
        assert other.name == ben.name == "ben"
        assert User.objects.count() == 1

    def test_it_ends_by_the_hand_of_its_owner(self, ben: Browser) -> None:
        ben.send_from("/account/", "/account/provider/disconnect/")
        assert not is_connected_to_provider(get_person_named("ben").user_id)


def test_the_operators_of_the_provider_find_what_they_register(visitor: Browser, works: SamlProvider) -> None:
    page = visitor.get(METADATA)
    assert page.headers["Content-Type"].startswith("application/samlmetadata+xml")
    assert f'Location="{HERE}{ANSWER}"' in text_of(page)
    assert f'entityID="{HERE}{METADATA}"' in text_of(page)


def test_browsers_may_follow_the_button_to_the_provider(works: SamlProvider) -> None:
    sent = asked.SamlProvider(works.issuer, f"{works.url}/sign-in?org=works", (), asked.Ours(HERE, HERE))
    address = urlsplit(sent.question_url("_1", asks_again=False, now=works.now()))
    assert (f"{address.scheme}://{address.netloc}", address.path) == (works.url, "/sign-in")
    assert address.query.startswith("org=works&SAMLRequest=")


@pytest.mark.usefixtures("works")
def test_the_door_of_the_other_protocol_is_not_there(visitor: Browser) -> None:
    assert visitor.get("/account/provider/callback/").status_code == 404


@pytest.mark.parametrize("address", [FINISH, METADATA])
def test_without_a_provider_there_is_no_such_door(visitor: Browser, db: None, address: str) -> None:
    assert visitor.get(address).status_code == 404
    assert visitor.post(ANSWER).status_code == 404
