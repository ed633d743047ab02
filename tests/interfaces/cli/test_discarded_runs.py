"""Operators take runs back that a wrong clock made, and everybody can read it."""

from datetime import timedelta

import pytest
from django.test import Client

from strongroom.foundation import clock
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
AHEAD = TODAY + timedelta(days=1000)


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


def test_runs_of_days_that_have_not_come_are_taken_back_and_the_page_says_so(
    strongroom: Strongroom, client: Client
) -> None:
    given.downloads(given.release(given.person("ada"), "harborlight"), 5000, on=AHEAD - timedelta(days=2))
    given.designation(on=AHEAD)
    assert strongroom("designate").exit_code == 1

    done = strongroom("runs", "discard", "--after", f"{TODAY}", "--reason", "A clock was <ahead>.")

    assert done.exit_code == 0
    assert "- harborlight: its designation never was" in done.stdout
    assert f"Taken back: 1 run(s), of {AHEAD}." in done.stdout
    page = client.get("/runs/").content.decode()
    assert f"1 run, of {AHEAD}. A clock was &lt;ahead&gt;." in page
    assert strongroom("designate").exit_code == 0


@pytest.mark.parametrize("after", [TODAY, TODAY - timedelta(days=1)])
def test_without_such_runs_it_says_so(strongroom: Strongroom, after: object) -> None:
    given.designation()
    refused = strongroom("runs", "discard", "--after", f"{after}", "--reason", "Tidying.")
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
