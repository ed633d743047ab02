"""How a message is put together, and which kinds there are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.mail import Mail, MailKind, Sender, headers_of, text_of
from tests.architecture.sources import ROOT

INDEX = Sender("Strongroom", "https://index.example", "operators@index.example")
OFF = "https://index.example/account/mail/off/1/releases/signature/"
SWITCHABLE = [kind for kind in MailKind if kind.switchable]
ALWAYS = [kind for kind in MailKind if not kind.switchable]


def mail(kind: MailKind = MailKind.RELEASES, *, thread: str = "project/harborlight") -> Mail:
    return Mail("ben", kind, "News", "Something happened.", "you are an owner of harborlight", thread)


def test_a_message_greets_tells_and_says_why_it_was_sent() -> None:
    text = text_of(mail(), INDEX)
    assert text.startswith(
        "Hello ben,\n\nSomething happened.\n\n-- \nStrongroom\nIts operators: operators@index.example\n"
    )
    assert "You get this mail because you are an owner of harborlight." in text


@pytest.mark.parametrize("kind", SWITCHABLE)
def test_what_can_be_switched_off_says_where(kind: MailKind) -> None:
    text, headers = text_of(mail(kind), INDEX), headers_of(mail(kind), INDEX, off_url=OFF)
    assert f"({kind.heading}), switch it off at\nhttps://index.example/account/mail/\n" in text
    assert headers["List-Unsubscribe"] == f"<{OFF}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("kind", ALWAYS)
def test_what_is_always_sent_says_why(kind: MailKind) -> None:
    text, headers = text_of(mail(kind), INDEX), headers_of(mail(kind), INDEX, off_url=OFF)
    assert f"is always sent. {kind.always_because}" in text
    assert not [name for name in headers if name.startswith("List-Unsubscribe")]


def test_the_address_that_needs_no_sign_in_is_not_in_the_text() -> None:
    assert OFF not in text_of(mail(), INDEX)


def test_one_click_is_offered_by_https_only() -> None:
    headers = headers_of(mail(), INDEX, off_url=OFF.replace("https", "http"))
    assert "List-Unsubscribe" in headers
    assert "List-Unsubscribe-Post" not in headers


def test_messages_of_a_project_belong_together() -> None:
    headers = headers_of(mail(), INDEX, off_url=OFF)
    assert headers["References"] == headers["In-Reply-To"] == "<project/harborlight@index.example>"
    assert "References" not in headers_of(mail(thread=""), INDEX, off_url=OFF)


def test_each_kind_can_be_sorted_by_mail_programs() -> None:
    found = {headers_of(mail(kind), INDEX, off_url=OFF)["List-Id"] for kind in MailKind}
    assert len(found) == len(MailKind)
    assert "<releases.index.example>" in found


def test_whoever_has_somebodys_account_cannot_keep_them_from_noticing() -> None:
    assert ALWAYS == [
        MailKind.ACCOUNT,
        MailKind.SIGN_IN,
        MailKind.RIGHTS,
        MailKind.OWNERS,
        MailKind.HANDS,
        MailKind.MANDATES,
        MailKind.VOUCHERS,
        MailKind.OPERATORS,
    ]


@pytest.mark.parametrize("kind", MailKind)
def test_the_reference_shows_each_kind_in_the_words_of_the_page(kind: MailKind) -> None:
    row = f"| {kind.heading} | {kind.tells} | {kind.always_because or 'can be switched off'} |"
    assert row in (ROOT / "docs" / "reference" / "mail.md").read_text(encoding="utf-8")


def test_the_value_of_a_kind_fits_addresses_and_headers() -> None:
    assert [kind for kind in MailKind if not re.fullmatch("[a-z-]{1,20}", kind)] == []


@given(st.text())
def test_whatever_is_told_the_reader_learns_where_to_choose(text: str) -> None:
    told = Mail("ben", MailKind.RELEASES, "News", text, "you are an owner of harborlight")
    assert text_of(told, INDEX).endswith("https://index.example/account/mail/\n")
