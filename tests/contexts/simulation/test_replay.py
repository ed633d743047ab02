"""July 2022 replayed at a small size, by the services of a real index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from strongroom.accounts.models import User
from strongroom.criticality.queries import designated_since, list_designations
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.queries import Figures, list_figures
from strongroom.simulation.errors import FolderInUse
from strongroom.simulation.rules.population import ATOMICWRITES
from strongroom.simulation.rules.size import ANNOUNCED_ON, NOTICE_DAYS, Size
from strongroom.simulation.services import Summary, Traffic, live_on, settle, sum_up
from tests.support import given

HALF_A_YEAR = Size(
    projects=600, critical=9, roles=30, people=80, voluntary=9, keys=9, uploads=6, days=NOTICE_DAYS + 14
)
SHORT = replace(HALF_A_YEAR, days=10)
DEADLINE = ANNOUNCED_ON + timedelta(days=NOTICE_DAYS)


@contextmanager
def undone(runs: Path) -> Iterator[None]:
    """Let what happens within be as if it never was."""
    with override_settings(STRONGROOM_RUNS_FOLDER=runs), transaction.atomic():
        yield
        transaction.set_rollback(True)


def live(size: Size, *, days: int = 10_000) -> None:
    """Go on with a simulation for so many days, or to its end."""
    traffic = Traffic(size)
    settle(size, traffic, advance=lambda _: None)
    lived = live_on(size, traffic)
    for _ in zip(range(days), lived, strict=False):
        pass
    lived.close()


@pytest.fixture(scope="module")
def replayed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Summary]:
    """Live through it once; every test looks at what came of it."""
    with django_db_blocker.unblock(), undone(tmp_path_factory.mktemp("runs")):
        live(HALF_A_YEAR)
        yield sum_up()


def figures() -> dict[date, Figures]:
    return dict(list_figures())


def test_every_day_has_its_figures(replayed: Summary) -> None:
    assert list(figures()) == list(HALF_A_YEAR.days_after(None))
    assert (replayed.first_day, replayed.last_day) == (HALF_A_YEAR.first_day, HALF_A_YEAR.last_day)


def test_the_parts_of_the_figures_add_up(replayed: Summary) -> None:
    for one in figures().values():
        assert one.bound_protected + one.bound_unprotected == one.people_bound
        assert one.bound_with_phishing_resistant + one.bound_with_totp_only == one.bound_protected
        assert one.voluntary + one.people_bound <= one.people == HALF_A_YEAR.people
    assert replayed.announced is not None
    assert replayed.announced.critical_projects >= HALF_A_YEAR.critical


def test_people_are_counted_once_however_many_roles_they_have(replayed: Summary) -> None:
    assert replayed.announced is not None
    assert 0 < replayed.announced.people_bound < replayed.role_rows


def test_nobody_loses_protection_and_more_have_it_in_the_end(replayed: Summary) -> None:
    protected = [one.bound_protected / max(one.people_bound, 1) for one in figures().values()]
    assert protected[-1] > protected[0]
    assert replayed.last.bound_unprotected > 0


def test_atomicwrites_stays_critical_through_its_deletion(replayed: Summary) -> None:
    assert replayed.atomicwrites_since is not None
    assert replayed.atomicwrites_since < ANNOUNCED_ON
    assert len(list_designations(ATOMICWRITES)) == 1
    told = {entry.kind for entry in list_entries_of_project(ATOMICWRITES)}
    assert {"project.withdrawn", "file.published", "mandate.announced_for_project"} <= told
    assert "project.designation_ended" not in told
    assert ATOMICWRITES in designated_since()


def test_uploads_are_refused_after_the_deadline_and_not_before(replayed: Summary) -> None:
    refused = {on: one.uploads.refused_for_factor or 0 for on, one in figures().items()}
    assert not any(number for on, number in refused.items() if on < DEADLINE)
    assert replayed.uploads_refused == sum(refused.values()) > 0
    assert replayed.uploads > 0


def test_nobody_can_sign_in_and_no_mail_is_left(replayed: Summary) -> None:
    assert replayed.last.people == User.objects.count()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_digest_also_after_an_interruption(tmp_path: Path) -> None:
    digests = []
    for name, stops in (("whole", []), ("interrupted", [3, 1])):
        with undone(tmp_path / name):
            for days in stops:
                live(SHORT, days=days)
            live(SHORT)
            digests.append(sum_up().digest)
    assert digests[0] == digests[1]


@pytest.mark.django_db
def test_a_database_with_real_people_is_left_alone() -> None:
    given.person("ada")
    with pytest.raises(FolderInUse):
        settle(SHORT, Traffic(SHORT), advance=lambda _: None)
    assert User.objects.count() == 1
