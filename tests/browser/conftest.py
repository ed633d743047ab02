"""One running index for all of these tests, since starting takes seconds; each test brings its own people."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import commands
from tests.browser.people import Account, settle
from tests.browser.visitor import Visitor
from tests.support.served import Index, index

WAIT_MILLISECONDS = 60_000
"""For a page, on a machine that is busy with other tests."""

expect.set_options(timeout=WAIT_MILLISECONDS)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that runs, keeps its mail in a folder, and finds projects critical that hardly anybody downloads."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "STRONGROOM_MAIL": "folder",
        # Nobody goes there: its buttons are on the pages.
        "STRONGROOM_OIDC_ISSUER": "https://login.example",
    }
    with index(tmp_path_factory.mktemp("index"), **settings) as running:
        why = "Tests download a few times."
        rule = ("policy", "announce", "--minimum-downloads", "1", "--reason", why)
        commands.run(running, ("prepare",), rule)
        running.start()
        yield running


@pytest.fixture(scope="package")
def accounts(served: Index) -> Iterator[Account]:
    """Accounts that nobody has used yet."""
    return settle(served)


@pytest.fixture
def ada(accounts: Iterator[Account]) -> Account:
    """Somebody whom no other test knows."""
    return next(accounts)


@pytest.fixture
def ben(accounts: Iterator[Account]) -> Account:
    """Somebody else."""
    return next(accounts)


@pytest.fixture
def new_visitor(browser: Browser, served: Index) -> Iterator[Callable[..., Visitor]]:
    """Open browsers with cookies of their own; in the end, none may have logged an error."""
    contexts = []
    complaints: list[str] = []

    def open_browser(**options: object) -> Visitor:
        context = browser.new_context(**options)  # type: ignore[arg-type] # as Playwright names them
        context.set_default_timeout(WAIT_MILLISECONDS)
        contexts.append(context)
        return Visitor(served, context, complaints)

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody who is not signed in."""
    return new_visitor()
