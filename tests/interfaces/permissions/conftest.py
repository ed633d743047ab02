"""The world of the matrix, which is made once, and its present, which stands still."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import Settings

from strongroom.foundation import clock
from tests.interfaces.permissions.asking import Visitor, without_words
from tests.interfaces.permissions.world import World, world_of_its_own
from tests.support.given import NOON


@pytest.fixture(scope="module")
def runs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the world's run leaves its file, for all tests of the module."""
    return tmp_path_factory.mktemp("world") / "runs"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, runs_folder: Path) -> Iterator[World]:
    """Make the world in a transaction around all tests of the module, each of which undoes what it did."""
    clock.install(lambda: NOON)
    # Thousands of refusals, all of them wanted.
    logs = [logging.getLogger(name) for name in ("django.request", "django.security.csrf")]
    for log in logs:
        log.disabled = True
    settings = {
        "TEMPLATES": without_words(),
        "STRONGROOM_URL": "http://localhost:8000",
        "STRONGROOM_RUNS_FOLDER": runs_folder,
    }
    with django_db_blocker.unblock(), override_settings(**settings), world_of_its_own() as made:
        yield made
    for log in logs:
        log.disabled = False


@pytest.fixture
def visitor(db: None, world: World, runs_folder: Path, settings: Settings) -> Visitor:
    """Somebody of every kind."""
    settings.STRONGROOM_RUNS_FOLDER = runs_folder
    return Visitor(world)


@pytest.fixture(autouse=True)
def _present(_clock_put_back: None) -> None:
    """It is noon on a Monday."""
    clock.install(lambda: NOON)
