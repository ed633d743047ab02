"""What each job does: fix the time, call one service."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from strongroom.accounts.services import tell_of_expiring_tokens
from strongroom.criticality.queries import find_latest_run
from strongroom.criticality.services import run as run_designation_of
from strongroom.downloads.services import fold_events
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.outbox.services import deliver_due
from strongroom.infra.outbox.transports import transport
from strongroom.infra.throttle.services import forget_spans_before
from strongroom.mandates.services import record_figures, tend
from strongroom.readpath.services import pages_of_this_node, renew_documents
from strongroom.readpath.store import forget_old_forms

NIGHTLY = Actor.system("nightly")


def deliver_mail() -> None:
    """Hand due mail to the mail server."""
    deliver_due(transport(settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER), now=clock.now())


def fold_downloads() -> None:
    """Count the downloads that our servers have logged."""
    fold_events(settings.STRONGROOM_EVENTS_FOLDER)


def catch_up_pages() -> None:
    """Render what a crash between commit and page has left behind."""
    pages_of_this_node().catch_up()


def renew_json_documents() -> None:
    """Render anew what follows from changed files of vulnerabilities, or from a changed address of the index."""
    renew_documents(pages_of_this_node())


def forget_old_pages() -> None:
    """Delete pages of an older form, when whoever read them has had a week to be updated."""
    forget_old_forms(settings.STRONGROOM_PAGES_FOLDER, unchanged_since=clock.now() - timedelta(days=7))


def run_designation() -> None:
    """Run the day's designation once, as soon as the day has begun, and what follows from it."""
    latest, today = find_latest_run(), clock.today()
    if latest is not None and latest.on >= today:
        return
    run_designation_of(by=NIGHTLY, on=today, now=clock.now())
    tend_mandates()


def tend_mandates() -> None:
    """Open and close terms, tell and remind people, keep the day's figures."""
    tend(by=NIGHTLY, now=clock.now())
    record_figures(on=clock.today())


def tell_of_tokens() -> None:
    """Tell people of their API tokens that are about to expire."""
    tell_of_expiring_tokens(by=NIGHTLY, now=clock.now())


def clear_sessions() -> None:
    """Forget sessions that have ended."""
    SessionStore.clear_expired()


def clear_attempts() -> None:
    """Forget attempts that no limit speaks of any more; the longest span is a day."""
    forget_spans_before(clock.now() - timedelta(days=2))
