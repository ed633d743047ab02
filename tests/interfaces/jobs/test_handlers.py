"""What each job does when it finds something to do."""

from datetime import timedelta

import pytest
from django.conf import settings
from pytest_django import Settings

from strongroom.accounts.models import Session
from strongroom.accounts.queries import Person
from strongroom.accounts.session_store import SessionStore
from strongroom.criticality.queries import find_latest_run, list_runs
from strongroom.downloads.queries import totals
from strongroom.foundation import clock
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.infra.db import write
from strongroom.infra.eventlog import EventWriter, segments
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.origins import Origin, made_from
from strongroom.infra.journal.services import Fact, append, latest_serial
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.services import MailServerUnreachable, enqueue
from strongroom.infra.throttle.models import Allowance
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.jobs import handlers
from strongroom.mandates.queries import list_figures, list_terms, reach_of
from strongroom.readpath.services import pages_of_this_node
from tests.support import announced, given
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def test_mail_is_delivered_to_where_the_setting_says() -> None:
    enqueue("ada@people.example", subject="News", text="Something happened.", at=NOON)
    handlers.deliver_mail()
    handlers.deliver_mail()
    (path,) = settings.STRONGROOM_MAIL_FOLDER.glob("*.eml")
    assert b"Something happened." in path.read_bytes()


def test_mail_waits_for_a_mail_server_that_is_away(settings: Settings) -> None:
    settings.STRONGROOM_MAIL = "smtp://127.0.0.1:1"
    enqueue("ada@people.example", subject="News", text="Something happened.", at=NOON)
    with pytest.raises(MailServerUnreachable):
        handlers.deliver_mail()
    row = OutgoingMail.objects.get()
    assert (row.sent_at, row.attempts) == (None, 1)
    assert "refused" in row.last_error


def test_downloads_are_counted_once_and_finished_segments_removed() -> None:
    writer = EventWriter(settings.STRONGROOM_EVENTS_FOLDER)
    event = DownloadEvent(NOON, "harborlight-1.0.tar.gz", HARBORLIGHT, "1.0", "pip", "26.3", "3.11")
    for _ in range(3):
        writer.append(event.to_line())
    handlers.fold_downloads()
    writer.append(event.to_line())
    writer.close()
    handlers.fold_downloads()
    handlers.fold_downloads()
    day = NOON.date()
    assert totals(Window(day, day), classes=["installer"]) == {HARBORLIGHT: 4}
    assert segments(settings.STRONGROOM_EVENTS_FOLDER) == []


def test_pages_that_a_crash_left_behind_are_made(ada: Person) -> None:
    given.release(ada, HARBORLIGHT)
    assert pages_of_this_node().store.serial() == 0
    handlers.catch_up_pages()
    assert pages_of_this_node().store.serial() == latest_serial()


def test_the_designation_runs_once_a_day(ada: Person) -> None:
    given.downloads(given.release(ada, HARBORLIGHT), 5000)
    handlers.run_designation()
    after_first = latest_serial()
    clock.install(lambda: NOON + timedelta(hours=11))
    handlers.run_designation()
    assert (len(list_runs()), latest_serial()) == (1, after_first)
    clock.install(lambda: NOON + timedelta(hours=12))
    handlers.run_designation()
    latest = find_latest_run()
    assert latest is not None
    assert latest.on == NOON.date() + timedelta(days=1)


def test_a_new_designation_is_followed_by_its_term_and_letter(ada: Person) -> None:
    given.mandate()
    given.downloads(given.release(ada, HARBORLIGHT), 5000)
    handlers.run_designation()
    assert [term.project for term in list_terms()] == [HARBORLIGHT]
    letter = OutgoingMail.objects.get(recipient=ada.address, topic="mandate")
    assert HARBORLIGHT in letter.text


def test_tending_again_and_again_writes_no_further_letter(ada: Person) -> None:
    given.critical_project(ada)
    given.mandate()
    for _ in range(3):
        handlers.tend_mandates()
    assert OutgoingMail.objects.filter(recipient=ada.address, topic="mandate").count() == 1
    assert [day for day, _ in list_figures()] == [NOON.date()]


@pytest.mark.on_postgresql
def test_the_letters_of_an_announcement_go_out_once_and_are_followed(ada: Person) -> None:
    given.critical_project(ada)
    number = announced.sent()
    for _ in range(2):
        handlers.tend_announcements()
    handlers.deliver_mail()
    handlers.tend_announcements()
    assert OutgoingMail.objects.filter(recipient=ada.address, topic="mandate").count() == 1
    assert reach_of(number).delivered == 1


def test_ended_sessions_are_forgotten_and_others_kept() -> None:
    clock.install(lambda: NOON - timedelta(hours=13))
    SessionStore().create()
    clock.install(lambda: NOON)
    SessionStore().create()
    handlers.clear_sessions()
    assert Session.objects.count() == 1


def test_attempts_of_long_ago_are_forgotten() -> None:
    limit = Limit(1, timedelta(days=1))
    count_attempt("old", limit, now=NOON - timedelta(days=3))
    count_attempt("new", limit, now=NOON)
    handlers.clear_attempts()
    assert list(Allowance.objects.values_list("key", flat=True)) == ["new"]


def test_origins_of_changes_are_forgotten_after_90_days() -> None:
    present = clock.now()
    with made_from(Origin("203.0.113.0/24", "Firefox on Linux")), write():
        for days in (89, 91):
            append(Fact("test.done", subject=str(days)), by=SETUP, at=present - timedelta(days=days))
    handlers.forget_origins()
    assert list(JournalEntry.objects.exclude(origin_client="").values_list("subject", flat=True)) == ["89"]
