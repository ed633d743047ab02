"""`strongroom pages …`: pages made anew, compared, and kept in step by a machine that only reads."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.services import pages_of_this_node
from strongroom.readpath.store import PageStore, ProjectState
from tests.interfaces.cli.conftest import PROGRAM, Strongroom
from tests.support import given
from tests.support.served import until


@pytest.mark.django_db
def test_pages_are_made_anew_and_sound(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    made = strongroom("pages", "rebuild")
    assert made.exit_code == 0
    assert "The pages of 1 projects are those of serial" in made.stdout
    verified = strongroom("pages", "verify")
    assert (verified.exit_code, verified.stdout) == (0, "The pages are what they should be.\n")


@pytest.mark.django_db
def test_a_difference_is_told_with_the_way_out(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "harborlight")
    pages_of_this_node().catch_up()
    with pages_of_this_node().store.write() as changes:
        changes.put_project(ProjectState(normalize("stranger"), 1, 1))
    verified = strongroom("pages", "verify")
    assert verified.exit_code == 1
    assert verified.stdout.splitlines() == [
        "stranger: there is no such project.",
        "One difference. `strongroom pages rebuild` makes all pages anew.",
    ]
    assert strongroom("pages", "rebuild").exit_code == 0
    assert strongroom("pages", "verify").exit_code == 0


def test_a_machine_that_only_reads_follows_until_told_to_end(data: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
    environ["DJANGO_SETTINGS_MODULE"] = "strongroom.config.settings"
    (data / "pages").rename(data / "lost")
    with subprocess.Popen([str(PROGRAM), "pages", "follow", "--data", str(data)], env=environ) as following:
        try:
            until(lambda: _is_ready(data / "pages"), what="the pages are there")
        finally:
            following.send_signal(signal.SIGTERM)
        assert following.wait(60) == 0


def _is_ready(folder: Path) -> bool:
    try:
        store = PageStore.open(folder, writable=False)
    except FileNotFoundError:
        return False
    try:
        return store.is_ready()
    finally:
        store.close()
