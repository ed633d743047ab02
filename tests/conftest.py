"""Fixtures of every test: an index of its own, a clock that is put back, a browser on request."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page

from strongroom.foundation import clock
from tests.support import chromium, isolation, on_postgresql, sharing_out, tables

# A busy machine is no counterexample: no deadline, and no fault that examples are made slowly. Continuous integration always
# tries the same examples.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis_settings.load_profile("house")

TESTS = Path(__file__).parent
RULES = TESTS / "rules"


def pytest_configure() -> None:
    """Close the way to other machines before anything is collected."""
    isolation.watch_connections()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without looking for garbage, of which there is none: that takes a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing_out.ByFileOrFolder:
    """Share the tests out by files and folders."""
    return sharing_out.ByFileOrFolder(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest tests first; on PostgreSQL run those alone for which the database makes a difference."""
    if "TEST_DATABASE" in os.environ:
        chosen = set(on_postgresql.chosen(items))
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = [item for item in items if item in chosen]
    sharing_out.longest_first(items)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what is there by now, modules and thousands of tests: it stays to the end."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Give it back to the collector: DuckDB counts at the end what of its own was not collected, and complains."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def django_db_keepdb(tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None) -> bool:
    """Let pytest-django find a database with all tables, and say so. On PostgreSQL it copies one (settings.py)."""
    if "TEST_DATABASE" in os.environ:
        return False
    # A file, as in production: Django's in-memory database has one connection and no locks to wait for.
    file = tmp_path_factory.mktemp("database") / "strongroom.sqlite3"
    tables.copy_tables(file)
    connection.settings_dict["TEST"]["NAME"] = str(file)
    return True


@pytest.fixture(autouse=True)
def _data_of_its_own(tmp_path: Path) -> Iterator[None]:
    """Give each test folders in which no other test has left anything."""
    names = ("content", "pages", "events", "mail", "upstream", "details", "runs")
    folders = {f"STRONGROOM_{name.upper()}_FOLDER": tmp_path / name for name in names}
    # All at once: with each one that is set alone, every later look at a setting takes longer.
    with override_settings(STRONGROOM_DATA=tmp_path, **folders):
        yield


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
