"""Mail: certain once it was written with its cause, and never about nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from smtplib import SMTPConnectError, SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from strongroom.foundation import clock
from strongroom.infra.db import write
from strongroom.infra.outbox.backend import OutboxBackend
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.services import (
    RETRY_AFTER,
    MailServerUnreachable,
    Message,
    deliver_due,
    enqueue,
    enqueue_all,
)
from strongroom.infra.outbox.transports import MailSettingInvalid, transport
from tests.contexts.infra.given import elsewhere
from tests.support.given import NOON
from tests.support.mail import deliver

pytestmark = pytest.mark.django_db

ADA = "ada@people.example"
BEN = "ben@people.example"
MANY = 120
"""Messages: more than are read at once."""


class MailServer:
    """Takes messages, or refuses those to some people."""

    def __init__(self, *, refuses: str = "") -> None:
        self.refuses = refuses
        self.taken: list[EmailMessage] = []

    def __call__(self, message: EmailMessage) -> None:
        if self.refuses in message.to:
            raise SMTPRecipientsRefused({self.refuses: (450, b"4.2.0 come back later")})
        self.taken.append(message)

    @property
    def subjects(self) -> list[str]:
        return [str(message.subject) for message in self.taken]


def write_to(recipient: str, subject: str = "News", *, at: datetime = NOON) -> None:
    enqueue(recipient, subject=subject, text="Something happened.", at=at)


def test_a_message_is_delivered_once() -> None:
    server = MailServer()
    write_to(ADA)
    assert deliver(server, now=NOON) == 1
    assert deliver(server, now=NOON + timedelta(days=9)) == 0
    (message,) = server.taken
    assert (message.to, message.subject, message.body) == ([ADA], "News", "Something happened.")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db(transaction=True)
def test_many_messages_are_each_delivered_once_while_others_write() -> None:
    server = MailServer()
    for number in range(MANY):
        write_to(ADA, f"News {number}")

    def send(message: EmailMessage) -> None:
        elsewhere(lambda: write_to(BEN, at=NOON + timedelta(days=1)))
        server(message)

    assert deliver(send, now=NOON) == MANY
    assert server.subjects == [f"News {number}" for number in range(MANY)]
    assert deliver(server, now=NOON) == 0


def test_the_oldest_message_goes_first() -> None:
    server = MailServer()
    for number in range(150):
        write_to(ADA, str(number))
    assert deliver(server, now=NOON) == 150
    assert server.subjects == [str(number) for number in range(150)]


def test_who_waits_for_a_code_gets_it_before_ten_thousand_letters() -> None:
    server = MailServer()
    enqueue_all([Message(BEN, "A mandate", "Enrol.", may_wait=True) for _ in range(100)], at=NOON)
    write_to(ADA, "Your code")
    assert deliver(server, now=NOON) == 101
    assert server.subjects == ["Your code", *["A mandate"] * 100]


def test_who_asks_for_a_code_meanwhile_waits_for_one_portion() -> None:
    server = MailServer()
    enqueue_all([Message(BEN, "A mandate", "Enrol.", may_wait=True) for _ in range(100)], at=NOON)
    portions = deliver_due(server, now=NOON)
    first = next(portions)
    write_to(ADA, "Your code")
    assert first < 50
    assert first + sum(portions) == 101
    assert server.subjects.index("Your code") == first


@pytest.mark.parametrize(
    "fault", [SMTPConnectError(421, "busy"), TimeoutError("timed out"), ConnectionRefusedError()]
)
def test_a_server_that_does_not_answer_is_asked_once_not_for_each_message(fault: OSError) -> None:
    tried = []

    def send(message: EmailMessage) -> None:
        tried.append(message)
        raise fault

    for _ in range(30):
        write_to(ADA)
    with pytest.raises(MailServerUnreachable, match="no other message was tried"):
        deliver(send, now=NOON)
    assert len(tried) == 1
    server = MailServer()
    assert deliver(server, now=NOON) == 29
    assert deliver(server, now=NOON + RETRY_AFTER[0]) == 1


def test_a_message_waits_for_its_time() -> None:
    server = MailServer()
    write_to(ADA, at=NOON + timedelta(hours=1))
    assert deliver(server, now=NOON) == 0
    assert deliver(server, now=NOON + timedelta(hours=1)) == 1


def test_a_message_that_is_refused_does_not_hold_up_the_others() -> None:
    server = MailServer(refuses=ADA)
    write_to(ADA)
    write_to(BEN)
    assert deliver(server, now=NOON) == 1
    assert [message.to for message in server.taken] == [[BEN]]
    row = OutgoingMail.objects.get(recipient=ADA)
    assert (row.sent_at, row.attempts) == (None, 1)
    assert "come back later" in row.last_error


def test_a_refused_message_is_tried_again_after_the_waiting_times_and_then_given_up() -> None:
    server = MailServer(refuses=ADA)
    write_to(ADA)
    now = NOON
    for wait in RETRY_AFTER:
        deliver(server, now=now)
        deliver(server, now=now + wait - timedelta(seconds=1))
        now += wait
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.given_up_at) == (len(RETRY_AFTER), None)
    deliver(server, now=now)
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.given_up_at) == (len(RETRY_AFTER) + 1, now)
    server.refuses = ""
    assert deliver(server, now=now + timedelta(days=99)) == 0


def test_a_message_is_delivered_when_the_mail_server_is_back() -> None:
    server = MailServer(refuses=ADA)
    write_to(ADA)
    deliver(server, now=NOON)
    server.refuses = ""
    assert deliver(server, now=NOON + RETRY_AFTER[0]) == 1
    row = OutgoingMail.objects.get()
    assert (row.sent_at, row.attempts, row.last_error) == (NOON + RETRY_AFTER[0], 2, "")


def test_mail_about_something_that_was_rolled_back_is_never_sent() -> None:
    server = MailServer()
    point = transaction.savepoint()
    with write():
        write_to(ADA)
    transaction.savepoint_rollback(point)
    assert deliver(server, now=NOON) == 0


def test_each_recipient_of_a_message_has_a_row_of_their_own() -> None:
    server = MailServer(refuses=ADA)
    clock.install(lambda: NOON)
    OutboxBackend().send_messages([EmailMessage("News", "Something happened.", None, [ADA], bcc=[BEN])])
    assert deliver(server, now=NOON) == 1
    server.refuses = ""
    assert deliver(server, now=NOON + timedelta(days=1)) == 1
    assert [message.to for message in server.taken] == [[BEN], [ADA]]


@pytest.mark.parametrize("subject", ["News\nBcc: all@people.example", "News\r\n\r\nMore", "  News  "])
def test_a_subject_is_one_line(subject: str) -> None:
    server = MailServer()
    write_to(ADA, subject)
    deliver(server, now=NOON)
    (message,) = server.taken
    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None


def test_a_folder_keeps_one_readable_file_per_message_in_their_order(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    text = "Grüße aus dem Hafen.\n" + "A long line. " * 100 + "\n.\nFrom here on.\n"
    for number in range(12):
        enqueue(ADA, subject=f"Häfen {number}", text=text, at=NOON)
    with transport("folder", folder=folder) as send:
        assert deliver(send, now=NOON) == 12
    files = sorted(folder.iterdir())
    assert {path.suffix for path in files} == {".eml"}
    messages = [message_from_bytes(path.read_bytes(), policy=modern) for path in files]
    assert [message["Subject"] for message in messages] == [f"Häfen {number}" for number in range(12)]
    assert {str(message["To"]) for message in messages} == {ADA}
    assert messages[0].get_content().splitlines() == text.splitlines()


def test_a_folder_that_was_tidied_keeps_what_is_left(tmp_path: Path) -> None:
    with transport("folder", folder=tmp_path) as send:
        for number in range(3):
            send(EmailMessage(f"News {number}", "", None, [ADA]))
        (tmp_path / "000001.eml").unlink()
        send(EmailMessage("News 3", "", None, [ADA]))
    subjects = [message_from_bytes(path.read_bytes())["Subject"] for path in sorted(tmp_path.glob("*.eml"))]
    assert subjects == ["News 1", "News 2", "News 3"]


@pytest.mark.parametrize(
    "setting", ["", "carrier-pigeon", "smtp://", "http://mail.example:25", "smtp://mail.example:port"]
)
def test_a_setting_that_names_no_transport_is_refused(setting: str, tmp_path: Path) -> None:
    with pytest.raises(MailSettingInvalid, match="STRONGROOM_MAIL cannot be read"):
        transport(setting, folder=tmp_path)


def test_a_message_carries_its_headers_each_in_one_line() -> None:
    server = MailServer()
    headers = {
        "List-Id": "<news.index.example>",
        "References": "<thread@index.example>\r\nBcc: all@people.example",
    }
    enqueue_all([Message(ADA, "News", "Something happened.", headers=headers)], at=NOON)
    deliver(server, now=NOON)
    message = server.taken[0].message()
    assert message["List-Id"] == "<news.index.example>"
    assert message["Bcc"] is None


def test_a_message_has_the_same_number_however_often_it_is_tried() -> None:
    server, refusing = MailServer(), MailServer(refuses=ADA)
    write_to(ADA)
    write_to(ADA)
    deliver(server, now=NOON)
    OutgoingMail.objects.update(sent_at=None)
    deliver(server, now=NOON)
    deliver(refusing, now=NOON)
    numbers = [message.message()["Message-ID"] for message in server.taken]
    assert numbers[:2] == numbers[2:]
    assert len(set(numbers)) == 2


def test_many_messages_are_kept_by_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        enqueue_all([Message(ADA, "News", "Something happened.") for _ in range(50)], at=NOON)
    assert OutgoingMail.objects.count() == 50
