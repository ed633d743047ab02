"""What each job does: fix the time, call one service."""

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings

from strongroom.accounts.errors import DirectoryUnavailable
from strongroom.accounts.queries import list_operators
from strongroom.accounts.services import (
    Sources,
    call_the_roll,
    check_due_domains,
    choose_domains,
    forget_assertions,
    forget_old_provider_factors,
    tell_of_expiring_tokens,
    tend_recoveries,
)
from strongroom.accounts.session_store import SessionStore
from strongroom.catalog.queries import projects_of_files, versions_of_files
from strongroom.criticality.queries import find_latest_run
from strongroom.criticality.services import run as run_designation_of
from strongroom.downloads.errors import DetailsRefused, DetailsUnreachable
from strongroom.downloads.queries import chosen_store
from strongroom.downloads.services import Reading, fold_events, import_next_log
from strongroom.downloads.services.details import (
    build_changed_days,
    chosen_pieces,
    chosen_reading,
    put_away_pieces,
)
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.dns import Resolver
from strongroom.infra.journal.origins import KEPT_FOR
from strongroom.infra.journal.services import forget_origins_before
from strongroom.infra.outbox.maildir import read_maildir
from strongroom.infra.outbox.services import deliver_due
from strongroom.infra.outbox.transports import transport
from strongroom.infra.rdap import Registry
from strongroom.infra.throttle.services import forget_spans_before
from strongroom.mandates.queries import companions_at_stake, list_people_at_stake
from strongroom.mandates.services import (
    follow_letters,
    follow_new_letters,
    make_letters,
    record_figures,
    send_in_portions,
    tend_gifts,
    tend_in_portions,
    tend_vouchers,
)
from strongroom.readpath.services import pages_of_this_node, renew_documents
from strongroom.readpath.store import forget_old_forms

log = logging.getLogger(__name__)

NIGHTLY = Actor.system("nightly")

SPARE_SECONDS = 3.0
"""For looking at mail domains, each time, and for mail and whatever is done in portions; what else the worker does waits so
long, and for the domain or portion it was at."""


def deliver_mail() -> bool:
    """Hand due mail to the mail server, for a few seconds at most; return whether some is left."""
    with transport(settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER) as send:
        return _for_a_while(deliver_due(send, now=clock.now()))


def fold_downloads() -> None:
    """Count the downloads that our servers have logged."""
    fold_events(settings.STRONGROOM_EVENTS_FOLDER, details=bool(settings.STRONGROOM_DETAIL_URL))


def import_download_logs() -> None:
    """Count the next log that others have put into the watched folder."""
    if settings.STRONGROOM_DOWNLOAD_LOGS is not None:
        import_next_log(
            settings.STRONGROOM_DOWNLOAD_LOGS,
            reading=Reading(
                find_projects=projects_of_files, details=chosen_reading(find_versions=versions_of_files)
            ),
            now=clock.now(),
        )


def build_download_details() -> None:
    """Build one day of the detail store that has changed: others wait for what the worker does.

    Raises:
        DetailsUnreachable: the store is away, and the worker asks it more seldom.
    """
    store = chosen_store()
    if store is None:
        return
    for outcome in build_changed_days(store, chosen_pieces(), now=clock.now()):
        if isinstance(outcome, DetailsUnreachable):
            raise outcome
        if isinstance(outcome, DetailsRefused):
            log.warning("%s", outcome.message)


def put_away_download_details() -> None:
    """Remove pieces of days that the detail store has had for a while."""
    if settings.STRONGROOM_DETAIL_URL:
        put_away_pieces(chosen_pieces(), now=clock.now())


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


def tend_mandates() -> bool:
    """Open and close terms, tell and remind people, keep the day's figures; return whether there is more to do now."""
    is_unfinished = _for_a_while(tend_in_portions(by=NIGHTLY, now=clock.now()))
    if not is_unfinished:
        record_figures(on=clock.today())
    return is_unfinished


def make_announced_letters() -> bool:
    """Make letters of announcements, of which very many have to be made; return whether there is more to do now."""
    return _for_a_while(make_letters(now=clock.now()))


def tend_announcements() -> bool:
    """Send the letters of announcements that are due today, and note which of those that were mailed are taken.

    Returns:
        Whether there is more to do now.
    """
    is_unfinished = _for_a_while(send_in_portions(by=NIGHTLY, now=clock.now()))
    if not is_unfinished:
        follow_new_letters(now=clock.now())
    return is_unfinished


def follow_mandate_letters() -> None:
    """Note which letters of mandates came back after a mail server had taken them."""
    follow_letters(now=clock.now())


def tend_account_recoveries() -> None:
    """Mail the links of recoveries whose week is over, and end those that have expired."""
    tend_recoveries(by=NIGHTLY, now=clock.now())


def tend_custody() -> None:
    """Give the critical projects whose week in public is over."""
    tend_gifts(by=NIGHTLY, now=clock.now())


def tend_voucher_campaigns() -> None:
    """Pass codes for security keys on that nobody looked at, and remind of those that end."""
    tend_vouchers(by=NIGHTLY, now=clock.now())


def tell_of_tokens() -> None:
    """Tell people of their API tokens that are about to expire."""
    tell_of_expiring_tokens(by=NIGHTLY, now=clock.now())


def choose_mail_domains() -> None:
    """Watch the mail domains of those whose accounts matter: who may publish a critical project, and operators."""
    if settings.STRONGROOM_DNS is not None:
        people = {*list_people_at_stake(), *(operator.user_id for operator in list_operators())}
        choose_domains(people, now=clock.now())


def check_mail_domains() -> None:
    """Look at the mail domains that are due, for a few seconds at most."""
    if settings.STRONGROOM_DNS is None:
        return
    resolver = Resolver(settings.STRONGROOM_DNS) if settings.STRONGROOM_DNS else Resolver.of_this_machine()
    registry = Registry(settings.STRONGROOM_RDAP) if settings.STRONGROOM_RDAP else None
    sources = Sources(
        resolver.ask, registry.find_registration if registry else None, companions_of=companions_at_stake
    )
    check_due_domains(sources, now=clock.now(), spare_seconds=SPARE_SECONDS)


def read_bounces() -> None:
    """Read what the mail server has put into the folder for mail that came back."""
    if settings.STRONGROOM_BOUNCES is not None:
        read_maildir(settings.STRONGROOM_BOUNCES, now=clock.now())


def clear_sessions() -> None:
    """Forget sessions that have ended."""
    SessionStore.clear_expired()


def clear_attempts() -> None:
    """Forget attempts that no limit speaks of any more; the longest span is a day."""
    forget_spans_before(clock.now() - timedelta(days=2))


def ask_the_directory() -> None:
    """Freeze the accounts of those who have left the company's directory; one that is away is asked the next time."""
    with suppress(DirectoryUnavailable):
        call_the_roll(now=clock.now())


def forget_provider_factors() -> None:
    """Let second factors count no more that no identity provider has seen for a month; forget assertions that are over."""
    forget_old_provider_factors(now=clock.now())
    forget_assertions(now=clock.now())


def forget_origins() -> None:
    """Forget from where and with what changes were made 90 days ago; the changes themselves stay."""
    forget_origins_before(clock.now() - KEPT_FOR)


def _for_a_while(portions: Iterable[object]) -> bool:
    """Let work be done portion by portion, until it is done or `SPARE_SECONDS` have passed; return whether some is left."""
    until = time.monotonic() + SPARE_SECONDS
    return any(time.monotonic() > until for _ in portions)
