"""One running, well-stocked index for all clients; starting one takes seconds, and it ends with the last of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.desk import Desk
from tests.clients.stock import Stock, fill
from tests.clients.workshop import Workshop
from tests.support.served import index


@pytest.fixture(scope="package")
def _index_with_stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workshop, Desk, Stock]]:
    folder = tmp_path_factory.mktemp("index")
    with index(folder, DJANGO_SETTINGS_MODULE="strongroom.config.settings") as served:
        served.start()
        with Desk(served.environ, log=folder / "desk.log") as desk:
            workshop = Workshop(served, desk.order("enrol", person="ada"), folder)
            yield workshop, desk, fill(workshop, desk)


@pytest.fixture
def workshop(_index_with_stock: tuple[Workshop, Desk, Stock], tmp_path: Path) -> Workshop:
    """An empty folder to work in, and ada's token for the index."""
    shared = _index_with_stock[0]
    return Workshop(shared.index, shared.token, tmp_path)


@pytest.fixture
def desk(_index_with_stock: tuple[Workshop, Desk, Stock]) -> Desk:
    """Where other changes of the index are ordered."""
    return _index_with_stock[1]


@pytest.fixture
def stock(_index_with_stock: tuple[Workshop, Desk, Stock]) -> Stock:
    """What the index holds."""
    return _index_with_stock[2]
