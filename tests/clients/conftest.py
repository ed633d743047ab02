"""One running index for each module of clients."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.workshop import Workshop
from tests.support.served import index

PASSWORD = "nine lanterns on a pier"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """An index that runs, and ada, who publishes."""
    folder = tmp_path_factory.mktemp("index")
    with index(folder, DJANGO_SETTINGS_MODULE="strongroom.config.settings") as served:
        served.start()
        account = ("user", "create", "ada", "--email", "ada@people.example", "--verified")
        served.run(*account, "--password-stdin", stdin=PASSWORD)
        yield Workshop(served, served.run("token", "create", "ada").stdout.strip(), folder)


@pytest.fixture
def workshop(machine: Workshop, tmp_path: Path) -> Workshop:
    """An empty folder to work in, with the index of this module."""
    return Workshop(machine.index, machine.token, tmp_path)
