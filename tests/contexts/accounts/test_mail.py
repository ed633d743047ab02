"""Who is written to: everybody who has not switched it off, at an address that is theirs."""

from collections.abc import Callable
from email.message import Message
from typing import Any

import pytest
from django.core.mail import EmailMessage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from strongroom.accounts import services
from strongroom.accounts.errors import MailLinkInvalid
from strongroom.accounts.queries import Person, list_declined_mail
from strongroom.accounts.services import Mail, MailKind
from strongroom.accounts.services.mailing import off_signature
from strongroom.foundation.actors import Actor
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import LATER, NOW, OTTO, facts_about, mails_to, somebody
from tests.support.mail import deliver

SWITCHABLE = {kind for kind in MailKind if kind.switchable}


def news(*people: str, kind: MailKind = MailKind.RELEASES, subject: str = "News", thread: str = "") -> None:
    services.write_to_people(
        [Mail(one, kind, subject, "Something happened.", "it is so", thread) for one in people], at=NOW
    )


def choose(person: Person, *wanted: MailKind) -> None:
    by = Actor.person(user_id=person.user_id, name=person.username)
    services.choose_mail(person.user_id, wanted=wanted, by=by, now=LATER)


def delivered() -> list[Message]:
    taken: list[EmailMessage] = []
    deliver(taken.append, now=LATER)
    return [message.message() for message in taken]


@pytest.mark.django_db
def test_nobody_has_to_ask_for_mail() -> None:
    ada = somebody()
    news("ada")
    assert "Something happened." in mails_to(ada)[-1]
    assert list_declined_mail(ada.user_id) == set()


@pytest.mark.django_db
def test_what_somebody_has_switched_off_is_not_sent_to_them_but_to_others() -> None:
    somebody(), somebody("ben")
    choose(somebody("cleo"), *SWITCHABLE - {MailKind.RELEASES})
    news("ada", "ben", "cleo")
    news("cleo", kind=MailKind.PEOPLE, subject="People")
    subjects = OutgoingMail.objects.filter(subject__contains="News").values_list("recipient", flat=True)
    assert sorted(subjects) == ["ada@example.org", "ben@example.org"]
    assert OutgoingMail.objects.filter(subject__contains="People").count() == 1


@pytest.mark.django_db
def test_who_wants_nothing_still_gets_what_is_always_sent() -> None:
    ada = somebody()
    choose(ada)
    assert list_declined_mail(ada.user_id) == SWITCHABLE
    before = len(mails_to(ada))
    for kind in MailKind:
        news("ada", kind=kind)
    assert len(mails_to(ada)) == before + len(MailKind) - len(SWITCHABLE)


@pytest.mark.django_db
def test_an_address_that_nobody_confirmed_is_not_written_to() -> None:
    new = services.NewPerson("ada", "stranger@example.org", "quiet-lantern-orbits-57")
    services.create_person(new, by=OTTO, now=NOW)
    news("ada", "nobody")
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_switching_off_is_told_by_mail_and_in_the_journal_and_switching_on_is_not_mailed() -> None:
    ada = somebody()
    choose(ada, *SWITCHABLE - {MailKind.RELEASES, MailKind.PEOPLE})
    assert "no more mail of this kind: New releases, People of your projects." in mails_to(ada)[-1]
    count = len(mails_to(ada))
    choose(ada, *SWITCHABLE)
    choose(ada, *SWITCHABLE)
    assert len(mails_to(ada)) == count
    assert facts_about(ada)[-2:] == ["account.mail_switched_off", "account.mail_switched_on"]
    assert list_declined_mail(ada.user_id) == set()


@pytest.mark.django_db
def test_writing_to_fifty_people_takes_one_query_and_one_insert(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    names = [f"person-{number}" for number in range(50)]
    for name in names:
        somebody(name)
    with django_assert_num_queries(2):
        news(*names)
    assert OutgoingMail.objects.count() == 50


@pytest.mark.django_db
def test_the_link_of_a_message_switches_off_its_kind_and_nothing_else() -> None:
    ada, ben = somebody(), somebody("ben")
    signature = off_signature(ada.user_id, MailKind.CARE)
    for _ in range(2):
        services.switch_off_by_link(ada.user_id, kind="care", signature=signature, now=LATER)
    assert (list_declined_mail(ada.user_id), list_declined_mail(ben.user_id)) == ({MailKind.CARE}, set())
    assert len([text for text in mails_to(ada) if "no more mail" in text]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["releases", "account", "carE", "", "nothing"])
def test_a_link_that_was_changed_switches_nothing_off(kind: str) -> None:
    ada, ben = somebody(), somebody("ben")
    of_account = off_signature(ada.user_id, MailKind.ACCOUNT)
    for person in (ada, ben):
        for signature in (off_signature(ada.user_id, MailKind.CARE), of_account, "", "ü"):
            with pytest.raises(MailLinkInvalid):
                services.switch_off_by_link(person.user_id, kind=kind, signature=signature, now=LATER)
    assert list_declined_mail(ada.user_id) == list_declined_mail(ben.user_id) == set()


@pytest.mark.django_db
def test_the_link_of_an_account_that_is_gone_does_nothing() -> None:
    signature = off_signature(99, MailKind.CARE)
    with pytest.raises(MailLinkInvalid):
        services.switch_off_by_link(99, kind="care", signature=signature, now=LATER)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=600)
"""What a database keeps: PostgreSQL takes no zero byte."""


class TestHostileWords(TestCase):
    """Whatever the caller puts in, a message has the headers that we wrote and no other."""

    @settings(max_examples=40)
    @given(WORDS, WORDS)
    def test_no_word_becomes_a_header(self, subject: str, thread: str) -> None:
        """Subject and thread are text of others."""
        somebody()
        news("ada", subject=f"{subject}\r\nBcc: all@example.org", thread=f"{thread}\nX-Evil: yes")
        (message,) = delivered()
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert message["To"] == "ada@example.org"
