"""Register, confirm the address, sign in and out, change and forget the password."""

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.models import User
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import PASSWORD, app_of, facts_about, mails_to, somebody
from tests.interfaces.accounts.given import LOGIN, SECOND_STEP, Browser, code_in, newest_letter, text_of

NEW_PASSWORD = "another-quiet-lantern-9"


def register(visitor: Browser, name: str = "ada", address: str = "ada@example.org") -> str:
    """Fill in the form; return where it leads."""
    answer = visitor.send(
        "/account/signup/", username=name, email=address, password1=PASSWORD, password2=PASSWORD
    )
    assert answer.status_code == 302, text_of(answer)
    where: str = answer.headers["Location"]
    return where


def test_an_account_begins_with_a_confirmed_address(visitor: Browser) -> None:
    where = register(visitor, "Ada")
    letter = newest_letter()
    assert letter.recipient == "ada@example.org"
    assert letter.subject.startswith("[Strongroom] ")
    assert visitor.name == ""

    visitor.send(where, code=code_in(letter))

    assert visitor.name == "ada"
    assert "ada@example.org" in text_of(visitor.get("/account/"))
    assert "confirmed" in text_of(visitor.get("/account/"))


def test_a_wrong_code_confirms_nothing(visitor: Browser) -> None:
    where = register(visitor)
    answer = visitor.send(where, code="WRONG1")
    assert 'aria-invalid="true"' in text_of(answer)
    assert visitor.name == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a da"),
        ("username", "ben"),
        ("email", "nowhere"),
        ("password1", "ada12345"),
        ("password2", "x"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(visitor: Browser, field: str, value: str) -> None:
    somebody("ben")
    fields = {"username": "ada", "email": "ada@example.org", "password1": PASSWORD, "password2": PASSWORD}
    page = text_of(visitor.send("/account/signup/", **{**fields, field: value}))
    assert f'id="id_{field}_error"' in page
    assert f"id_{field}_error" in page.split("aria-describedby=", 1)[1]
    assert not User.objects.filter(username="ada").exists()


def test_a_known_address_is_not_betrayed_but_its_owner_is_told(visitor: Browser) -> None:
    somebody()
    stranger = register(visitor, "mallory", "ada@example.org")
    assert stranger == register(Browser(visitor.watch), "newcomer", "new@example.org")
    assert any("has an account already" in text for text in mails_to_address("ada@example.org"))
    assert not User.objects.filter(username="mallory").exists()


def mails_to_address(address: str) -> list[str]:
    """Return the texts written to an address."""
    return list(OutgoingMail.objects.filter(recipient=address).values_list("text", flat=True))


def test_registration_can_be_closed(visitor: Browser, settings: Settings) -> None:
    settings.STRONGROOM_REGISTRATION_OPEN = False
    assert "Registration is closed" in text_of(visitor.get("/account/signup/"))
    visitor.send(
        "/account/signup/", username="ada", email="a@example.org", password1=PASSWORD, password2=PASSWORD
    )
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@example.org"])
def test_sign_in_by_name_or_address(visitor: Browser, name: str) -> None:
    somebody()
    assert visitor.sign_in(name).headers["Location"] == "/projects/mine/"
    assert visitor.name == "ada"


def test_the_session_gets_a_new_id_at_sign_in(visitor: Browser) -> None:
    somebody()
    visitor.send(LOGIN, login="ada", password="wrong")
    visitor.post("/account/login/passkey/options/")
    before = visitor.cookies.get("session")
    visitor.sign_in()
    assert visitor.cookies["session"].value != (before.value if before else "")


def test_a_wrong_password_and_an_unknown_name_look_alike(visitor: Browser) -> None:
    somebody()
    pages = [text_of(visitor.sign_in(name, "wrong-password")) for name in ("ada", "eve")]
    assert all("not correct" in page for page in pages)
    assert visitor.name == ""


def test_after_sign_in_only_pages_of_this_index_follow(visitor: Browser) -> None:
    somebody()
    visitor.be_known_to("ada")
    answer = visitor.send(
        f"{LOGIN}?next=https://evil.example/", login="ada", password=PASSWORD, next="//evil.example"
    )
    assert answer.headers["Location"] == "/projects/mine/"


def test_a_link_does_not_sign_out_but_a_form_does(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    visitor.get("/account/logout/")
    assert visitor.name == "ada"
    visitor.send("/account/logout/")
    assert visitor.name == ""


def test_a_changed_password_ends_all_other_sessions(visitor: Browser) -> None:
    ada = somebody()
    elsewhere = Browser(visitor.watch)
    elsewhere.sign_in()
    visitor.sign_in()

    visitor.send(
        "/account/password/change/", oldpassword=PASSWORD, password1=NEW_PASSWORD, password2=NEW_PASSWORD
    )

    assert (visitor.name, elsewhere.name) == ("ada", "")
    assert facts_about(ada)[-1] == "account.password_changed"
    assert [text for text in mails_to(ada) if "password" in text and "was changed" in text] == [
        mails_to(ada)[-1]
    ]


def test_a_forgotten_password_is_replaced_by_a_mailed_code(visitor: Browser) -> None:
    ada = somebody()
    elsewhere = Browser(visitor.watch)
    elsewhere.sign_in()
    reset_password(visitor)
    assert (visitor.name, elsewhere.name) == ("", "")
    visitor.sign_in(password=NEW_PASSWORD)
    assert visitor.name == "ada"
    assert "account.password_changed" in facts_about(ada)


def reset_password(visitor: Browser) -> None:
    """Ask for a code, enter it, set the new password."""
    where = visitor.send("/account/password/reset/", email="ada@example.org").headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    visitor.send(where, password1=NEW_PASSWORD, password2=NEW_PASSWORD)


def test_a_reset_does_not_skip_the_second_factor(visitor: Browser) -> None:
    secret = app_of(somebody())
    visitor.watch.move(minutes=2)
    reset_password(visitor)
    assert visitor.name == ""
    assert visitor.sign_in(password=NEW_PASSWORD).headers["Location"] == SECOND_STEP
    assert visitor.name == ""
    visitor.give_code(secret)
    assert visitor.name == "ada"


def test_a_second_address_is_confirmed_and_made_primary_and_the_old_one_is_told(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    where = visitor.send("/account/email/", email="new@example.org", action_add="1").headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))
    visitor.send("/account/email/", email="new@example.org", action_primary="1")
    assert facts_about(ada)[-3:] == [
        "account.address_added",
        "account.address_verified",
        "account.primary_address_changed",
    ] or set(facts_about(ada)) >= {"account.address_verified", "account.primary_address_changed"}
    assert "primary mail address was changed" in mails_to(ada)[-1]


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/account/prove/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/key/",
        "/account/second-factor/recovery-codes/",
        "/account/tokens/",
        "/account/tokens/create/",
    ],
)
def test_pages_of_an_account_ask_for_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"].startswith(f"{LOGIN}?next={path}")
