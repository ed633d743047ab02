"""Every letter of a mandate is kept for its reader, comes back or arrives, and is sent again where that makes sense."""

import smtplib
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage

from strongroom.accounts.queries import Person
from strongroom.foundation.names import normalize
from strongroom.infra.outbox.bounces import record_refusal
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.services import forget_letters
from strongroom.mandates.errors import AnnouncementUnfit, LetterNotFound
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries import (
    Reach,
    get_letter_to,
    list_letters_to,
    look_who_gets_it_again,
    reach_of,
)
from strongroom.mandates.services import follow_letters, send_again, send_due_batches, tend
from tests.support import given
from tests.support.announced import OTTO, mailed, sent, team
from tests.support.given import NOON, SETUP
from tests.support.mail import deliver as deliver_mail

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def deliver(*, refusing: str = "nobody") -> None:
    """Let a mail server take what waits, but for the mailbox of one person, which it does not know; and note it."""

    def send(message: EmailMessage) -> None:
        (recipient,) = message.to
        if recipient.startswith(refusing):
            raise smtplib.SMTPRecipientsRefused({recipient: (550, b"5.1.1 no such mailbox")})

    deliver_mail(send, now=LATER)
    follow_letters(now=LATER)


def new_address(person: Person, address: str) -> None:
    EmailAddress.objects.filter(user_id=person.user_id).update(email=address, verified=True)


def reached(number: int) -> tuple[int, ...]:
    """Return how many letters wait, are under way, delivered, came back, have no address."""
    found: Reach = reach_of(number)
    return (found.waiting, found.under_way, found.delivered, found.returned, found.unaddressed)


def to_send_again(number: int, *, now: datetime = LATER) -> list[str]:
    """Return to whom letters of an announcement can be sent again, by user name."""
    return [person.username for person in look_who_gets_it_again(number, now=now).people]


def test_figures_follow_each_letter_to_the_mailbox() -> None:
    team("ada", "ben", "cleo")
    given.role(given.person("dora", verified=False), normalize("harborlight"))
    number = sent(batch_size=3)
    assert reached(number) == (4, 0, 0, 0, 0)
    send_due_batches(by=SETUP, now=NOON)
    assert reached(number) == (1, 3, 0, 0, 0)
    deliver(refusing="ben")
    assert reached(number) == (1, 0, 2, 1, 0)
    send_due_batches(by=SETUP, now=NOON + timedelta(days=1))
    assert reached(number) == (0, 0, 2, 1, 1)


def test_what_came_back_is_sent_again_to_another_address_and_once() -> None:
    _, ben = team("ada", "ben")
    number = sent()
    send_due_batches(by=SETUP, now=NOON)
    deliver(refusing="ben")
    assert to_send_again(number) == []
    with pytest.raises(AnnouncementUnfit):
        send_again(number, reason="Try.", by=OTTO, now=LATER)
    new_address(ben, "benjamin@people.example")
    assert to_send_again(number) == ["ben"]
    assert send_again(number, reason="He has another address.", by=OTTO, now=LATER) == 1
    assert mailed() == ["ada", "ben", "benjamin"]
    first, second = OutgoingMail.objects.filter(recipient__startswith="ben").order_by("pk")
    assert (first.subject, first.text) == (second.subject, second.text)
    assert to_send_again(number) == []
    deliver()
    assert reached(number) == (0, 0, 2, 0, 0)


def test_a_report_that_comes_days_later_counts() -> None:
    team("ada", "ben")
    number = sent()
    send_due_batches(by=SETUP, now=NOON)
    deliver()
    assert reached(number) == (0, 0, 2, 0, 0)
    mail = OutgoingMail.objects.get(recipient__startswith="ada", topic="mandate")
    record_refusal(mail, said="550 gone", by_report=True, now=NOON + timedelta(days=3))
    follow_letters(now=NOON + timedelta(days=3, hours=1))
    assert reached(number) == (0, 0, 1, 1, 0)


def test_who_has_no_address_finds_the_letter_when_signed_in() -> None:
    team("ada")
    dora = given.person("dora", verified=False)
    given.role(dora, normalize("harborlight"))
    number = sent()
    assert list_letters_to(dora.user_id) == []
    send_due_batches(by=SETUP, now=NOON)
    (letter,) = list_letters_to(dora.user_id)
    assert (letter.told_at, letter.mailed_at, mailed()) == (NOON, None, ["ada"])
    assert f"/account/letters/{letter.id}/" in letter.text
    new_address(dora, "dora@people.example")
    assert to_send_again(number) == ["dora"]


def test_later_letters_of_a_mandate_are_kept_as_well() -> None:
    _, ben = team("ada", "ben")
    given.mandate()
    for days in (61, 84, 90, 92):
        tend(by=SETUP, now=NOON + timedelta(days=days))
    kinds = [letter.kind for letter in list_letters_to(ben.user_id)]
    assert kinds == ["enforcement", "reminder", "reminder", "reminder", "announcement"]
    mails = OutgoingMail.objects.filter(recipient=ben.address, topic="mandate").order_by("-pk")
    assert [mail.text for mail in mails] == [letter.text for letter in list_letters_to(ben.user_id)]


def test_a_letter_of_a_later_designation_is_mailed_when_there_is_an_address() -> None:
    dora = given.person("dora")
    given.critical_project(dora)
    EmailAddress.objects.filter(user_id=dora.user_id).update(verified=False)
    given.mandate()
    (letter,) = list_letters_to(dora.user_id)
    assert (letter.mailed_at, mailed()) == (None, [])
    new_address(dora, "dora@people.example")
    for hours in (1, 2):
        tend(by=SETUP, now=NOON + timedelta(hours=hours))
    assert mailed() == ["dora"]


def test_a_letter_outlives_its_mail() -> None:
    ada, _ = team("ada", "ben")
    number = sent()
    send_due_batches(by=SETUP, now=NOON)
    deliver()
    (letter,) = list_letters_to(ada.user_id)
    forget_letters([ada.address])
    follow_letters(now=LATER)
    assert get_letter_to(ada.user_id, letter.id) == letter
    assert reached(number) == (0, 0, 2, 0, 0)


def test_a_letter_is_its_readers_alone_and_nobodys_before_its_day() -> None:
    ada, ben = team("ada", "ben")
    sent(batch_size=1)
    waiting = MandateLetter.objects.get(user_id=ben.user_id)
    send_due_batches(by=SETUP, now=NOON)
    (hers,) = list_letters_to(ada.user_id)
    for user_id, letter_id in ((ben.user_id, hers.id), (ben.user_id, waiting.pk), (ada.user_id, "none")):
        with pytest.raises(LetterNotFound):
            get_letter_to(user_id, letter_id)
