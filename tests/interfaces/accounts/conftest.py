"""allauth counts in the cache; each test begins at nought, at a time that the test moves."""

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.interfaces.accounts.given import Browser, Watch

OUTBOX = "strongroom.infra.outbox.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _mail_goes_to_the_outbox(settings: Settings) -> None:
    """Django's test runner would keep mail elsewhere."""
    settings.EMAIL_BACKEND = OUTBOX


@pytest.fixture(autouse=True)
def _index_has_a_name(settings: Settings) -> None:
    """Security keys need one."""
    settings.STRONGROOM_URL = "http://localhost:8000"


@pytest.fixture
def watch() -> Watch:
    """The time, standing still until it is moved."""
    return Watch()


@pytest.fixture
def visitor(db: None, watch: Watch) -> Browser:
    """Somebody who is not signed in."""
    return Browser(watch)
