"""Sign-in through a company's identity provider: who comes in, with what, and what the provider's word counts for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from strongroom.accounts.models import ProviderFactor, User
from strongroom.accounts.queries import Protection, get_person, get_person_named, is_connected_to_provider
from strongroom.accounts.services import forget_old_provider_factors, set_password
from strongroom.foundation import clock
from tests.interfaces.accounts.given import Browser, Watch, newest_letter, text_of
from tests.support import given
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider

SIGN_IN, CALLBACK = "/account/provider/", "/account/provider/callback/"


@pytest.fixture
def works(settings: Settings) -> Iterator[IdentityProvider]:
    """The provider of Harbor Works, which the index knows."""
    with identity_provider() as provider:
        app = {
            "provider_id": provider.url,
            "name": "Harbor Works",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": provider.url},
        }
        settings.STRONGROOM_PROVIDER_ISSUER = provider.url
        settings.STRONGROOM_PROVIDER_NAME = "Harbor Works"
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield provider


def come_back(visitor: Browser, sent: Any) -> Any:
    """Follow the redirect to the provider and the one back, as a browser does."""
    assert sent.status_code == 302, text_of(sent)
    back = requests.get(sent.headers["Location"], allow_redirects=False, timeout=60).headers["Location"]
    parts = urlsplit(back)
    return visitor.get(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})


def enter(visitor: Browser, **fields: str) -> Any:
    """Sign in at the provider; confirm the browser if that is asked."""
    return come_back(visitor, visitor.send_from("/account/login/", SIGN_IN, **fields))


def test_who_comes_for_the_first_time_gets_an_account_without_a_password(
    visitor: Browser, works: IdentityProvider
) -> None:
    enter(visitor)
    ada = User.objects.get(username="ada")
    assert not ada.has_usable_password()
    assert get_person(ada.pk).address == "ada@works.example"


def test_the_provider_of_the_company_is_asked_with_a_challenge_of_this_browser(
    visitor: Browser, works: IdentityProvider
) -> None:
    enter(visitor)
    question = works.questions[-1]
    assert question["code_challenge_method"] == "S256"
    assert question["redirect_uri"] == f"http://localhost:8000{CALLBACK}"


def test_an_answer_that_another_browser_asked_for_signs_nobody_in(
    visitor: Browser, works: IdentityProvider, watch: Watch
) -> None:
    sent = visitor.send_from("/account/login/", SIGN_IN)
    victim = Browser(watch)
    come_back(victim, sent)
    assert victim.name == ""
    assert not User.objects.exists()


def test_an_id_token_that_somebody_else_signed_signs_nobody_in(
    visitor: Browser, works: IdentityProvider
) -> None:
    works.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    answer = enter(visitor)
    assert "not in order" in text_of(answer)
    assert not User.objects.exists()


@pytest.mark.parametrize("said", [{"iss": "https://elsewhere.example"}, {"aud": "another-index"}, {"exp": 1}])
def test_an_id_token_for_somebody_else_or_of_yesterday_signs_nobody_in(
    visitor: Browser, works: IdentityProvider, said: dict[str, Any]
) -> None:
    works.claims.update(said)
    assert "not in order" in text_of(enter(visitor))
    assert not User.objects.exists()


def test_an_address_that_an_account_has_already_does_not_lead_into_it(
    visitor: Browser, works: IdentityProvider
) -> None:
    ben = given.person("ben")
    works.claims.update(preferred_username="ben", email=ben.address)
    enter(visitor)
    assert visitor.name == ""
    assert User.objects.count() == 1
    assert newest_letter().recipient == ben.address


def test_what_the_provider_does_not_say_is_asked_on_the_first_visit(
    visitor: Browser, works: IdentityProvider
) -> None:
    del works.claims["email"]
    assert enter(visitor).headers["Location"] == "/account/provider/register/"
    visitor.send("/account/provider/register/", username="countess", email="countess@works.example")
    assert User.objects.get().username == "countess"
    assert newest_letter().recipient == "countess@works.example"


def test_the_same_subject_of_another_issuer_is_somebody_else(
    visitor: Browser, works: IdentityProvider, settings: Settings, watch: Watch
) -> None:
    enter(visitor)
    with identity_provider() as other:
        other.claims.update(preferred_username="mallory", email="mallory@elsewhere.example")
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app.update(provider_id=other.url, settings={"server_url": other.url})
        settings.STRONGROOM_PROVIDER_ISSUER = other.url
        enter(Browser(watch))
    assert {user.username for user in User.objects.all()} == {"ada", "mallory"}


@pytest.mark.parametrize(
    "row",
    [
        (set(), {"amr": ["mfa"], "acr": "high"}, Protection.NONE),
        ({"mfa"}, {"amr": ["pwd", "mfa"]}, Protection.PROVIDER),
        ({"high"}, {"acr": "HIGH"}, Protection.PROVIDER),
        ({"mfa"}, {"amr": ["pwd"]}, Protection.NONE),
        ({"mfa"}, {"amr": "mfa"}, Protection.NONE),
        ({"mfa"}, {}, Protection.NONE),
    ],
    ids=["off by default", "method", "class", "another method", "not as the standard has it", "not said"],
)
def test_what_the_provider_has_seen_counts_as_a_second_factor_where_operators_say_so(
    visitor: Browser,
    works: IdentityProvider,
    settings: Settings,
    row: tuple[set[str], dict[str, Any], Protection],
) -> None:
    accepted, said, protection = row
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = frozenset(accepted)
    works.claims.update(said)
    enter(visitor)
    assert get_person_named("ada").protection is protection


def test_it_counts_no_longer_once_the_account_has_a_password_of_its_own(
    visitor: Browser, works: IdentityProvider, settings: Settings
) -> None:
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = frozenset({"mfa"})
    works.claims.update(amr=["mfa"])
    enter(visitor)
    ada = User.objects.get(username="ada")
    person = given.acting(get_person(ada.pk))
    set_password(ada, password="a password beside the provider", by=person, now=clock.now())
    assert get_person(ada.pk).protection is Protection.NONE


@pytest.mark.on_postgresql
def test_it_counts_no_longer_after_a_month_without_a_sign_in(
    visitor: Browser, works: IdentityProvider, settings: Settings
) -> None:
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = frozenset({"mfa"})
    works.claims.update(amr=["mfa"])
    enter(visitor)
    forget_old_provider_factors(now=clock.now() + timedelta(days=29))
    assert ProviderFactor.objects.exists()
    forget_old_provider_factors(now=clock.now() + timedelta(days=31))
    assert get_person_named("ada").protection is Protection.NONE


@pytest.mark.usefixtures("works")
class TestProvingOnceMore:
    """Who has no password proves at the provider that it is them."""

    @pytest.fixture
    def ada(self, visitor: Browser) -> Browser:
        enter(visitor)
        visitor.give_mailed_code()
        assert visitor.name == "ada"
        return visitor

    def test_the_page_leads_to_the_provider_which_asks_again(
        self, ada: Browser, works: IdentityProvider, watch: Watch
    ) -> None:
        watch.move(minutes=11)
        page = ada.get("/account/email/", follow=True)
        assert "Prove it at Harbor Works" in text_of(page)
        works.claims.update(auth_time=watch.now.timestamp())
        sent = ada.send_from("/account/prove/?next=/account/email/", SIGN_IN, next="/account/email/")
        back = come_back(ada, sent)
        assert works.questions[-1]["prompt"] == "login"
        assert back.headers["Location"] == "/account/email/"
        assert ada.get("/account/email/").status_code == 200

    @pytest.mark.parametrize("minutes", [None, 11, 300])
    def test_a_provider_that_asked_nothing_again_proves_nothing(
        self, ada: Browser, works: IdentityProvider, watch: Watch, minutes: int | None
    ) -> None:
        watch.move(minutes=11)
        if minutes is not None:
            works.claims.update(auth_time=(watch.now - timedelta(minutes=minutes)).timestamp())
        come_back(ada, ada.send_from("/account/prove/?next=/account/email/", SIGN_IN, next="/account/email/"))
        assert ada.get("/account/email/").status_code == 302


def test_without_a_provider_there_is_no_such_door(visitor: Browser, db: None) -> None:
    assert "provider" not in text_of(visitor.get("/account/login/"))
    assert visitor.send_from("/account/login/", SIGN_IN).status_code == 404
    assert visitor.get(CALLBACK).status_code == 404


@pytest.mark.usefixtures("works")
class TestConnectingAnAccount:
    """Who has an account here already may enter it through the provider, and no longer."""

    @pytest.fixture
    def ben(self, visitor: Browser, works: IdentityProvider) -> Browser:
        works.claims.update(preferred_username="ben", email="ben@works.example")
        given.person("ben")
        visitor.sign_in("ben", "the long phrase of ben 7!")
        return visitor

    def connect(self, ben: Browser) -> None:
        come_back(ben, ben.send_from("/account/", "/account/provider/connect/"))

    def test_the_provider_leads_into_it_then(self, ben: Browser, watch: Watch) -> None:
        self.connect(ben)
        assert "can now be entered" in newest_letter().text
        enter(Browser(watch))
        assert User.objects.count() == 1
        assert is_connected_to_provider(get_person_named("ben").user_id)

    def test_it_takes_a_fresh_proof(self, ben: Browser, works: IdentityProvider, watch: Watch) -> None:
        watch.move(minutes=11)
        answer = ben.send_from("/account/mail/", "/account/provider/connect/")
        assert answer.headers["Location"].startswith("/account/prove/")
        assert not works.questions

    def test_it_ends_by_the_hand_of_its_owner(self, ben: Browser) -> None:
        self.connect(ben)
        ben.send_from("/account/", "/account/provider/disconnect/")
        assert not is_connected_to_provider(get_person_named("ben").user_id)
        assert "no longer be entered" in newest_letter().text

    @pytest.mark.on_postgresql
    def test_whoever_has_no_password_keeps_it(
        self, visitor: Browser, works: IdentityProvider, watch: Watch
    ) -> None:
        works.claims.update(auth_time=watch.now.timestamp())
        enter(visitor)
        visitor.give_mailed_code()
        answer = visitor.send_from("/account/", "/account/provider/disconnect/")
        assert answer.status_code == 409
        assert is_connected_to_provider(get_person_named("ada").user_id)
