"""A headless Chromium of the system's, driven by Playwright, that talks to loopback only."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of them that is installed. The shell is the same without windows: a page costs half the time."""

QUIET = (
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that asks nobody but the page under test, and draws without a process of its own for that."""


def program() -> str:
    """Return the path of the installed Chromium.

    Raises:
        FileNotFoundError: if there is none.
    """
    for name in PROGRAMS:
        path = shutil.which(name)
        if path:
            return path
    raise FileNotFoundError("Chromium is not installed; `make test` says how to get it")


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser while the block lasts."""
    # Playwright keeps an event loop on this thread, in which Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium's sandbox refuses to start as root.
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program(), args=flags)
        yield chromium
        chromium.close()
