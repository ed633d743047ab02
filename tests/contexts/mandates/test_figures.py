"""The dashboard's figures: taken every day, and never changed afterwards."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from pytest_django import Settings

from strongroom.accounts.models import AddressHistory, ProviderFactor, WatchedDomain
from strongroom.accounts.queries import Person
from strongroom.catalog.models import File
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed, TokenOutOfScope
from strongroom.mandates.models import ProtectionFigure, RefusedUploads
from strongroom.mandates.queries import (
    Figures,
    Uploads,
    figures_now,
    find_newest_figures,
    list_deadlines,
    list_figures,
    list_mandates,
    uploads_of,
)
from strongroom.mandates.services import (
    Scope,
    Strength,
    count_refused_upload,
    permit,
    record_figures,
    require_factor,
)
from tests.support import given, vouchers
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
IN_TWO_DAYS = TODAY + timedelta(days=2)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=NOON.tzinfo)
REFUSED = NotAllowed("No.")


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def versions() -> Iterator[str]:
    return (f"{number}.0" for number in count(1))


def kept(on: date) -> Figures:
    return dict(list_figures())[on]


def test_each_person_is_counted_by_the_strongest_factor_they_hold(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = ("mfa",)
    name = given.critical_project(given.protected(ada))
    for username in ("ben", "cleo", "dora"):
        given.role(given.person(username), name)
    given.protected(given.person("eve"))
    people = {one.user.username: one.user_id for one in EmailAddress.objects.select_related("user")}
    ProviderFactor.objects.create(user_id=people["ben"], seen_at=NOON)
    ProviderFactor.objects.create(user_id=people["ada"], seen_at=NOON)
    figures = figures_now()
    assert (figures.people_bound, figures.bound_protected, figures.bound_unprotected) == (4, 2, 2)
    assert figures.bound_with_phishing_resistant == 1
    assert figures.bound_with_totp_only == 0
    assert figures.bound_with_provider_only == 1
    assert (figures.voluntary, figures.people) == (1, 5)


def test_the_last_figures_of_a_day_are_those_that_are_kept(ada: Person) -> None:
    record_figures(on=TODAY)
    given.critical_project(ada)
    record_figures(on=TODAY)
    assert [(on, one.people_bound) for on, one in list_figures()] == [(TODAY, 1)]


def test_the_newest_figures_are_those_of_today_or_of_the_last_day_before(ada: Person) -> None:
    assert find_newest_figures(until=TODAY) is None
    record_figures(on=TODAY)
    given.critical_project(ada)
    record_figures(on=TOMORROW)
    found = [find_newest_figures(until=day) for day in (TODAY, TOMORROW, IN_TWO_DAYS)]
    assert [one.critical_projects for one in found if one] == [0, 1, 1]


def test_a_past_day_is_never_rewritten(ada: Person) -> None:
    record_figures(on=TODAY)
    record_figures(on=TOMORROW)
    given.critical_project(ada)
    record_figures(on=TODAY)
    assert [(on, one.people_bound) for on, one in list_figures()] == [(TODAY, 0), (TOMORROW, 0)]


def test_a_clock_that_was_wrong_for_a_while_stops_nothing(ada: Person) -> None:
    record_figures(on=TODAY + timedelta(days=1000))
    given.critical_project(ada)
    record_figures(on=TODAY)
    assert kept(TODAY).people_bound == 1


def test_uploads_of_a_day_are_kept_when_it_is_over_for_good_and_stay(ada: Person) -> None:
    given.release(ada, "harborlight")
    count_refused_upload(REFUSED, on=TODAY)
    record_figures(on=TODAY)
    given.release(ada, "harborlight", "1.1", at=MIDNIGHT - timedelta(seconds=1))
    record_figures(on=TOMORROW)
    assert not ProtectionFigure.objects.filter(files__isnull=False).exists()
    assert (kept(TODAY).uploads.files, kept(TOMORROW).uploads.files) == (2, 0), "counted while they may grow"
    record_figures(on=IN_TWO_DAYS)
    assert ProtectionFigure.objects.get(on=TODAY).files == 2
    given.release(ada, "harborlight", "1.2", at=MIDNIGHT - timedelta(seconds=1))
    count_refused_upload(REFUSED, on=TODAY)
    record_figures(on=IN_TWO_DAYS)
    assert (kept(TODAY).uploads.files, kept(TODAY).uploads.refused_for_rights) == (2, 1)


def test_days_that_were_kept_before_uploads_were_counted_say_that_they_do_not_know() -> None:
    ProtectionFigure.objects.create(
        on=TODAY - timedelta(days=9),
        critical_projects=3,
        people_bound=2,
        bound_with_phishing_resistant=1,
        bound_with_totp_only=1,
        voluntary=0,
        people=9,
    )
    record_figures(on=TODAY)
    ((_, old), (_, new)) = list_figures()
    assert (old.uploads, old.vouchers_claimed, old.bound_protected) == (Uploads(), None, 2)
    assert (new.uploads.files, new.vouchers_claimed) == (0, 0)


def test_files_are_counted_by_their_proof_on_the_day_of_their_upload(
    ada: Person, versions: Iterator[str]
) -> None:
    proofs = [
        ("api-token", "phishing-resistant"),
        ("api-token", "second-factor"),
        ("api-token", "second-factor"),
        ("api-token", "none"),
        ("sign-in", "phishing-resistant"),
        ("", ""),
    ]
    for number, (kind, factor) in enumerate(proofs):
        version = next(versions)
        given.release(ada, "harborlight", version, at=NOON + timedelta(minutes=number))
        File.objects.filter(release__version=version).update(proof_kind=kind, proof_factor=factor)
    given.release(ada, "harborlight", next(versions), at=MIDNIGHT)
    assert uploads_of([TODAY, TOMORROW]) == {
        TODAY: Uploads(6, 1, 2, 1, 1, refused_for_factor=0, refused_for_rights=0),
        TOMORROW: Uploads(1, 0, 0, 0, 1, refused_for_factor=0, refused_for_rights=0),
    }
    assert uploads_of([TODAY])[TODAY].files_unknown == 1


def test_withdrawn_files_were_published_all_the_same(ada: Person) -> None:
    given.release(ada, "harborlight")
    File.objects.update(withdrawn_at=NOON)
    assert uploads_of([TODAY])[TODAY].files == 1


def test_a_file_that_was_recorded_late_counts_on_the_day_of_its_upload(
    ada: Person, versions: Iterator[str]
) -> None:
    for at in (NOON - timedelta(days=3), MIDNIGHT, MIDNIGHT - timedelta(minutes=5)):
        given.release(ada, "harborlight", next(versions), at=at)
    assert uploads_of([TODAY])[TODAY].files == 1


def test_refused_uploads_are_one_row_for_each_day_and_reason() -> None:
    for on in (TODAY, TODAY, TOMORROW):
        count_refused_upload(REFUSED, on=on)
    count_refused_upload(TokenOutOfScope("No."), on=TODAY)
    rows = RefusedUploads.objects.order_by("on", "code").values_list("on", "code", "number")
    assert list(rows) == [
        (TODAY, "not_allowed", 2),
        (TODAY, "token_out_of_scope", 1),
        (TOMORROW, "not_allowed", 1),
    ]
    assert uploads_of([TODAY])[TODAY].refused_for_rights == 3


def test_vouchers_are_those_that_somebody_has() -> None:
    somebody = vouchers.maintainer("ada")
    keys = vouchers.campaign()
    vouchers.codes(keys, "KEY-0001", "KEY-0002")
    vouchers.claim(keys, somebody)
    figures = figures_now()
    assert (figures.vouchers_imported, figures.vouchers_claimed) == (2, 1)


def test_lapsed_domains_are_counted_with_the_open_accounts_they_concern(
    ada: Person, settings: Settings
) -> None:
    settings.STRONGROOM_DNS = ()
    others = [given.person(name) for name in ("ben", "cleo", "dora")]
    WatchedDomain.objects.create(domain="people.example", watched_since=NOON, due_at=NOON)
    for somebody, domain in zip(others, ("gone.example", "gone.example", "sold.example"), strict=True):
        address = EmailAddress.objects.create(user_id=somebody.user_id, email=f"{somebody.username}@{domain}")
        AddressHistory.objects.create(address=address, lapsed_at=NOON, lapsed_because="It takes no mail.")
    given.closed(others[2])
    figures = figures_now()
    assert (figures.domains_watched, figures.domains_lapsed, figures.accounts_with_lapsed_domain) == (1, 1, 2)
    settings.STRONGROOM_DNS = None
    figures = figures_now()
    assert (figures.domains_watched, figures.domains_lapsed) == (0, 1), (
        "what is left of a watch watches nothing"
    )


def test_a_person_is_asked_once_on_a_deadline_however_many_projects_they_have(ada: Person) -> None:
    ben = given.person("ben")
    for name in ("harborlight", "quietqueue", "saltmarsh", "brasslatch", "copperleaf"):
        given.role(ben, given.release(ada, name))
        given.downloads(name, 5000)  # type: ignore[arg-type]
    given.designation()
    given.mandate()
    (deadline,) = list_deadlines()
    assert (deadline.on, deadline.projects, deadline.people) == (date(2026, 6, 1), 5, 1)
    given.mandate(scope=Scope.EVERY_PUBLISHER, strength=Strength.PHISHING_RESISTANT, notice_days=120)
    given.release(given.protected(given.person("eve")), "elsewhere")
    assert [(one.projects, one.people) for one in list_deadlines()] == [(5, 1), (None, 2)]


def test_each_mandate_counts_for_itself_and_what_owners_ask_is_one_for_all_of_them(ada: Person) -> None:
    names = [given.release(ada, name) for name in ("harborlight", "quietqueue")]
    for name in names:
        given.downloads(name, 5000)
    given.designation()
    for strength in Strength:
        given.mandate(strength=strength)
    for name in names:
        permitted = permit(given.acting(ada), Action.CHANGE_SETTINGS, name, now=NOON)
        require_factor(permitted, strength=Strength.PHISHING_RESISTANT, starts_on=date(2026, 6, 1))
    weaker, stronger = list_mandates()
    assert [(one.scope, one.mandate_id, one.strength, one.projects) for one in list_deadlines()] == [
        (Scope.OWN, None, Strength.PHISHING_RESISTANT, 2),
        (Scope.CRITICAL_PROJECTS, weaker.id, Strength.ANY, 2),
        (Scope.CRITICAL_PROJECTS, stronger.id, Strength.PHISHING_RESISTANT, 2),
    ]


def test_of_few_projects_nobody_is_told_how_many_of_their_people_lack_a_factor(ada: Person) -> None:
    for name in ("harborlight", "quietqueue", "saltmarsh", "brasslatch"):
        given.downloads(given.release(ada, name), 5000)
    given.designation()
    given.mandate()
    assert [(one.projects, one.people) for one in list_deadlines()] == [(4, None)]


@pytest.mark.django_db(transaction=True)
def test_of_refusals_at_the_same_instant_none_is_lost() -> None:
    start = threading.Barrier(8)

    def refuse() -> None:
        start.wait()
        count_refused_upload(REFUSED, on=TODAY)
        connection.close()

    threads = [threading.Thread(target=refuse) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RefusedUploads.objects.get().number == 8
