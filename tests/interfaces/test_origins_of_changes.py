"""Every way in says to the journal where a change comes from, and with what it is made."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from strongroom.foundation import clock
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.origins import Origin, current_origin, made_from
from strongroom.interfaces.cli.group import cli
from strongroom.interfaces.jobs.schedule import WORKER, Job, work
from tests.interfaces.uploads.desk import Desk
from tests.support.distributions import Wheel
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def origin_of(kind: str) -> Origin:
    """Return where the newest fact of a kind comes from."""
    row = JournalEntry.objects.filter(kind=kind).latest("serial")
    return Origin(row.origin_place, row.origin_client)


def test_an_upload_says_the_network_and_the_client(settings: Settings) -> None:
    settings.STRONGROOM_PROXIES = 1
    agent, hops = "twine/6.1.0 CPython/3.11.7", "198.51.100.1, 2001:db8:1:2::3"
    client = Client(headers={"User-Agent": agent, "X-Forwarded-For": hops})
    assert Desk(client, settings).send(Wheel(name="demo")).status_code == 200
    assert origin_of("file.published") == Origin("2001:db8:1::/48", "twine 6.1.0")
    assert origin_of("account.token_first_used").client == "twine 6.1.0"


def test_a_token_is_used_for_the_first_time_once(settings: Settings) -> None:
    desk = Desk(Client(), settings)
    for version in ("1.0", "1.1"):
        clock.install(lambda version=version: NOON + timedelta(hours=float(version)))  # type: ignore[misc]
        assert desk.send(Wheel(name="demo", version=version)).status_code == 200
    assert JournalEntry.objects.filter(kind="account.token_first_used").count() == 1


def test_the_index_s_own_machine_is_called_so(settings: Settings) -> None:
    Desk(Client(), settings).send(Wheel(name="demo"))
    assert origin_of("file.published") == Origin("the index's own machine", "an unknown program")


def test_the_command_line_says_so() -> None:
    arguments = ("user", "create", "ada", "--email", "ada@people.example", "--password-stdin")
    result = CliRunner().invoke(cli, arguments, input="quiet-lantern-orbits-57\n")
    assert result.exit_code == 0, result.output
    assert origin_of("account.created") == Origin(client="the command line")


def test_the_worker_says_so_whoever_started_it() -> None:
    said: list[Origin] = []
    with made_from(Origin(client="the command line")):
        work(lambda: bool(said), jobs=(Job(60, lambda: said.append(current_origin())),))
    assert said == [WORKER]
