"""Mail that is refused for good or comes back: the recipient is marked, and by nobody who has not seen the mail."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from strongroom.infra.outbox.bounces import forget_bounce, record_report
from strongroom.infra.outbox.maildir import read_maildir
from strongroom.infra.outbox.models import Bounce, OutgoingMail
from strongroom.infra.outbox.queries import BOUNCE_STANDS, list_undelivered
from strongroom.infra.outbox.reports import read_report
from strongroom.infra.outbox.services import RETRY_AFTER, enqueue
from strongroom.infra.outbox.transports import transport
from tests.support.bounced import NO_MAILBOX, report_about
from tests.support.bounced import RECIPIENT as ADA
from tests.support.given import NOON
from tests.support.mail import deliver
from tests.support.processes import READY_SECONDS, free_port

pytestmark = pytest.mark.django_db


class MailServer:
    """A mail server that answers each recipient as it is told, and keeps what it takes."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.taken: list[bytes] = []
        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=READY_SECONDS
        )

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        said = self.says.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"

    def deliver(self, *, now: Any = NOON) -> int:
        """Have the outbox delivered here."""
        setting = f"smtp://127.0.0.1:{self._controller.port}"
        with transport(setting, folder=Path()) as send:
            return deliver(send, now=now)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@pytest.fixture(scope="module")
def running() -> Iterator[MailServer]:
    """One server for all tests: starting one takes a while."""
    with MailServer() as server:
        yield server


@pytest.fixture
def server(running: MailServer) -> MailServer:
    """A mail server that takes everything."""
    running.says.clear()
    running.taken.clear()
    return running


def write_to(recipient: str) -> None:
    enqueue(recipient, subject="News", text="Something happened.", at=NOON)


def test_a_recipient_who_does_not_exist_is_refused_once_and_marked(server: MailServer) -> None:
    server.says[ADA] = NO_MAILBOX
    write_to(ADA)
    server.deliver()
    server.deliver(now=NOON + timedelta(days=9))
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.given_up_at, row.last_error) == (1, NOON, NO_MAILBOX)
    (bounce,) = list_undelivered([ADA], now=NOON)
    assert (bounce.address, bounce.since, bounce.times, bounce.said) == (ADA, NOON, 1, NO_MAILBOX)


@pytest.mark.parametrize(
    "said",
    [
        "450 4.2.0 greylisted",
        "552 5.2.2 mailbox full",
        "550 5.7.1 we do not relay for you",
        "530 5.7.0 authenticate first",
        "554 5.7.1 your address is on a list",
        "554 transaction failed",
    ],
)
def test_what_may_pass_is_tried_again_and_marks_nobody(server: MailServer, said: str) -> None:
    server.says[ADA] = said
    write_to(ADA)
    server.deliver()
    row = OutgoingMail.objects.get()
    assert (row.given_up_at, row.next_attempt_at) == (None, NOON + RETRY_AFTER[0])
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("said", ["550 unknown user", "553 no such name", "550 5.2.1 mailbox disabled"])
def test_other_words_for_no_such_mailbox(server: MailServer, said: str) -> None:
    server.says[ADA] = said
    write_to(ADA)
    server.deliver()
    assert Bounce.objects.get().recipient == ADA


def test_a_server_that_takes_mail_again_takes_its_own_mark_away(server: MailServer) -> None:
    server.says[ADA] = NO_MAILBOX
    write_to(ADA)
    server.deliver()
    server.says.clear()
    write_to(ADA)
    server.deliver()
    assert not Bounce.objects.exists()


def number_of_a_sent_message(server: MailServer) -> str:
    """Have a message delivered; return its Message-ID."""
    write_to(ADA)
    server.deliver()
    head = server.taken[-1].decode()
    return next(
        line.partition(": ")[2].strip() for line in head.splitlines() if line.startswith("Message-ID")
    )


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_marks_who_did_not_get_our_message(server: MailServer, returned: str) -> None:
    report = read_report(report_about(number_of_a_sent_message(server), returned=returned))
    assert report is not None
    assert record_report(report, now=NOON) == ADA
    (bounce,) = list_undelivered([ADA], now=NOON)
    assert bounce.said == f"smtp; {NO_MAILBOX}"


def test_a_report_that_is_repeated_is_counted(server: MailServer) -> None:
    report = read_report(report_about(number_of_a_sent_message(server)))
    assert report is not None
    record_report(report, now=NOON)
    record_report(report, now=NOON + timedelta(days=2))
    (bounce,) = list_undelivered([ADA], now=NOON + timedelta(days=2))
    assert (bounce.times, bounce.since, bounce.last_at) == (2, NOON, NOON + timedelta(days=2))


def test_a_mark_by_report_outlives_a_server_that_takes_the_next_message(server: MailServer) -> None:
    report = read_report(report_about(number_of_a_sent_message(server)))
    assert report is not None
    record_report(report, now=NOON)
    number_of_a_sent_message(server)
    assert Bounce.objects.exists()


def test_a_mark_is_forgotten_when_nothing_comes_back_for_a_month_or_the_address_is_confirmed(
    server: MailServer,
) -> None:
    server.says[ADA] = NO_MAILBOX
    write_to(ADA)
    server.deliver()
    assert list_undelivered([ADA], now=NOON + BOUNCE_STANDS) == []
    forget_bounce(ADA)
    assert list_undelivered([ADA], now=NOON) == []


def test_who_has_not_seen_the_message_marks_nobody(server: MailServer) -> None:
    number = number_of_a_sent_message(server)
    signature = number.partition("@")[0].rpartition(".")[2]
    for forged in (
        number.replace(signature, "A" * len(signature)),
        "<outbox.1.20260302120000@localhost>",
        "<>",
    ):
        report = read_report(report_about(forged))
        assert report is None or record_report(report, now=NOON) == ""
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: Out of office\n\nI am away.\n",
        b'Content-Type: multipart/report; boundary="x"\n\n--x\n\nno end',
        b"Content-Type: multipart/report\n\nno boundary",
        b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\nAction\n--x--',
    ],
)
def test_other_mail_is_no_report(raw: bytes) -> None:
    assert read_report(raw) is None


def test_a_report_of_a_delay_is_no_failure() -> None:
    assert read_report(report_about("<outbox.1.2@localhost>", action="delayed")) is None


def test_a_maildir_is_read_and_what_is_none_of_ours_is_left(server: MailServer, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.ours").write_bytes(report_about(number_of_a_sent_message(server)))
    (tmp_path / "new" / "2.other").write_bytes(b"Subject: Out of office\n\nI am away.\n")
    assert read_maildir(tmp_path, now=NOON) == 1
    assert Bounce.objects.get().recipient == ADA
    assert list((tmp_path / "new").iterdir()) == []
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["2.other:2,S"]


def test_a_mail_that_another_program_takes_away_keeps_no_report_from_being_read(
    server: MailServer, tmp_path: Path
) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    # What is listed, and is not there when it is to be opened.
    (tmp_path / "new" / "1.taken").symlink_to("nowhere")
    (tmp_path / "new" / "2.ours").write_bytes(report_about(number_of_a_sent_message(server)))
    assert read_maildir(tmp_path, now=NOON) == 1
    assert Bounce.objects.get().recipient == ADA
