"""Fixtures of every test: an index of its own, a clock that is put back, a browser on request."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from strongroom.foundation import clock
from tests.support import chromium, isolation

# A busy machine is no counterexample: no deadline. Continuous integration always tries the same examples.
hypothesis_settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("house")

_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}
RULES = Path(__file__).parent / "rules"


def pytest_configure() -> None:
    """Close the way to other machines before anything is collected."""
    isolation.watch_connections()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a database of its own run the tests of the database: what touches none was run on SQLite."""
    if "TEST_DATABASE" not in os.environ:
        return
    others = {item for item in items if not _uses_database(item)}
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]


def _uses_database(item: pytest.Item) -> bool:
    asked = _DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _data_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Give each test folders in which no other test has left anything."""
    settings.STRONGROOM_DATA = tmp_path
    for name in ("content", "pages", "events", "mail", "upstream", "details", "runs"):
        setattr(settings, f"STRONGROOM_{name.upper()}_FOLDER", tmp_path / name)


@pytest.fixture(autouse=True)
def _clock_put_back() -> Iterator[None]:
    """Let a test install another time source; the next one finds the real one."""
    yield
    clock.install(clock.system_time)


@pytest.fixture(autouse=True)
def _rules_know_no_world(request: pytest.FixtureRequest, _clock_put_back: None) -> Iterator[None]:
    """Take the clock and the network from tests of rules (pytest-django keeps the database from them)."""
    of_a_rule = RULES in request.path.parents
    if of_a_rule:
        clock.install(isolation.no_time)
    isolation.close_network(closed=of_a_rule)
    yield
    isolation.close_network(closed=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per process."""
    with chromium.browser() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page of a new visitor: no cookies, no cache."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
