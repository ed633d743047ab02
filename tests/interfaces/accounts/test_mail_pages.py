"""The page on which people choose their mail, and the link that switches one kind off."""

import re

import pytest
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.queries import Person, list_declined_mail
from strongroom.accounts.services import Mail, MailKind
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import NOW, app_of, somebody
from tests.interfaces.accounts.given import LOGIN, PROVE, Browser, newest_letter, text_of

pytestmark = pytest.mark.django_db

MAIL = "/account/mail/"
SWITCHABLE = [kind for kind in MailKind if kind.switchable]


@pytest.fixture
def ada() -> Person:
    return somebody()


def link_in_a_message(kind: MailKind = MailKind.RELEASES) -> str:
    """Write to ada; return the path of the address in the message's header."""
    news = Mail("ada", kind, "News", "Something happened.", "it is so")
    services.write_to_people([news], at=NOW)
    found = re.fullmatch(r"<https?://[^/]+(/.*)>", newest_letter().headers["List-Unsubscribe"])
    assert found is not None
    return found[1]


def ticked(page: str) -> set[str]:
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    return {re.findall(r'name="([^"]*)"', box)[0] for box in boxes if "checked" in box}


def test_everything_is_sent_until_somebody_chooses(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    page = text_of(visitor.get(MAIL))
    assert ticked(page) == set(SWITCHABLE)
    assert ada.address in page
    for kind in MailKind:
        assert kind.heading in page
        assert kind.always_because in page


def test_what_is_chosen_is_kept_and_confirmed_by_mail(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    answer = visitor.send(MAIL, releases="on", care="on")
    assert (answer.status_code, answer["Location"]) == (302, MAIL)
    assert list_declined_mail(ada.user_id) == {MailKind.PEOPLE, MailKind.TOKEN_USE}
    page = text_of(visitor.get(MAIL))
    assert ticked(page) == {"releases", "care"}
    assert newest_letter().subject in page
    assert "Mail was switched off" in text_of(visitor.get("/account/"))


def test_all_of_it_can_be_switched_off_and_nothing_more(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    visitor.send(MAIL, account="")
    assert list_declined_mail(ada.user_id) == set(SWITCHABLE)


def test_who_never_showed_the_second_factor_is_asked_for_it_first(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    app_of(ada, keep=visitor.session_key)
    assert PROVE in visitor.get(MAIL)["Location"]


def test_the_page_is_for_who_is_signed_in(visitor: Browser) -> None:
    assert visitor.get(MAIL)["Location"].startswith(LOGIN)


def test_codes_are_not_listed(ada: Person, visitor: Browser) -> None:
    visitor.send("/account/password/reset/", email=ada.address)
    secret = newest_letter()
    visitor.sign_in()
    assert secret.subject not in text_of(visitor.get(MAIL))


def test_a_mail_program_switches_one_kind_off_without_sign_in(ada: Person) -> None:
    # As RFC 8058 has it: no cookie, no page before it, and this body.
    program = Client(enforce_csrf_checks=True)
    answer = program.post(link_in_a_message(), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert list_declined_mail(ada.user_id) == {MailKind.RELEASES}
    assert "New releases" in newest_letter().text


def test_who_opens_the_link_is_asked_first(ada: Person, visitor: Browser) -> None:
    link = link_in_a_message()
    page = text_of(visitor.get(link))
    assert list_declined_mail(ada.user_id) == set()
    assert "Switch it off" in page
    assert "is switched off" in text_of(visitor.post(link))
    assert list_declined_mail(ada.user_id) == {MailKind.RELEASES}


def test_the_link_is_good_for_nothing_else(ada: Person, visitor: Browser) -> None:
    link = link_in_a_message()
    count = OutgoingMail.objects.count()
    for changed in (
        link.replace("releases", "people"),
        link.replace("releases", "account"),
        link.replace(f"/{ada.user_id}/", "/99/"),
        link[:-2] + "/",
    ):
        assert visitor.post(changed).status_code == 404
    assert list_declined_mail(ada.user_id) == set()
    assert OutgoingMail.objects.count() == count
