"""The indexes that are uploaded to: Strongroom, devpi and pypiserver, side by side, each begun anew.

Each runs as its documentation shows; Strongroom as `strongroom serve` runs with all its parts, but for its limit of
the size of a file, which one of the tables goes beyond.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.deliveries import Delivery, pack
from bench.ground import PROJECTS_EACH, create_publisher
from bench.peers import DEVPI, PYPISERVER, NotInstalled, begin_devpi_index, devpi, install, pypiserver
from bench.posting import Posted, post
from bench.processes import cpu_seconds, wait_until_idle
from bench.report import say
from bench.servers import NotStarted, Server, running, strongroom, wait_for
from bench.uploads import with_token

STRONGROOM = "Strongroom"
WORKERS = 2
"""What `serve` starts of each kind unless told otherwise."""
FILE_LIMIT_MEBIBYTES = 2048
MEASURED_PEERS = (DEVPI, PYPISERVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it all happens.

    Args:
        folder: Holds everything of the benchmark; the environments of peers stay in it.
        cores: For servers and clients alike.
        projects: Every project that will be uploaded to.
    """

    folder: Path
    cores: tuple[int, ...]
    projects: tuple[str, ...]

    @property
    def work(self) -> Path:
        """What servers hold, and requests that are ready."""
        return self.folder / "uploads"

    @property
    def logs(self) -> Path:
        """What servers print."""
        return self.folder / "logs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """An index that runs and takes uploads.

    Args:
        address: Where they are posted to.
        headers: From a project, those that say who posts.
    """

    server: Server
    address: str
    headers: Callable[[str], Mapping[str, str]]
    place: Place

    @property
    def name(self) -> str:
        """As tables call it."""
        return self.server.name

    def take(self, deliveries: Iterable[Delivery], *, clients: int) -> Posted:
        """Upload all of them, by so many clients at once, when nothing else is going on."""
        requests = self.place.work / "requests"
        batch = pack(deliveries, path=requests, address=self.address, headers=self.headers)
        self.come_to_rest()
        before = cpu_seconds(self.server.pid)
        posted = post(batch, clients=clients, cores=self.place.cores)
        requests.unlink()
        return replace(posted, server_cpu_seconds=cpu_seconds(self.server.pid) - before)

    def come_to_rest(self) -> None:
        """Return when nothing is left to be written: whoever syncs a file waits for what others left unwritten."""
        os.sync()
        wait_until_idle([self.server.pid])


@contextmanager
def receivers(place: Place) -> Iterator[list[Receiver]]:
    """Lend all that can be had here; Strongroom is the first."""
    for folder in (place.work, place.logs):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    lenders: dict[str, Callable[[Place], AbstractContextManager[Receiver]]] = {
        DEVPI.name: _devpi,
        PYPISERVER.name: _pypiserver,
    }
    with ExitStack() as stack:
        found = [stack.enter_context(_strongroom(place))]
        for name, lend in lenders.items():
            try:
                found.append(stack.enter_context(lend(place)))
            except (NotInstalled, NotStarted, subprocess.SubprocessError) as error:
                say(f"  {name} is left out: {error}")
        yield found


@contextmanager
def _strongroom(place: Place) -> Iterator[Receiver]:
    data = place.work / STRONGROOM.lower()
    program = strongroom(data, workers=WORKERS)
    limit = {"STRONGROOM_FILE_LIMIT_MB": str(FILE_LIMIT_MEBIBYTES)}
    program = replace(program, environ={**program.environ, **limit})
    with running(program, cores=place.cores, logs=place.logs) as server:
        wait_for(server, server.at("/"), logs=place.logs, status=200)
        owners = _owners(data, place.projects)
        yield Receiver(server=server, address=server.at("/legacy/"), headers=owners.__getitem__, place=place)


def _owners(data: Path, projects: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return for each project the header of whoever will begin it: several people, as many projects take."""
    owners: dict[str, dict[str, str]] = {}
    for begin in range(0, len(projects), PROJECTS_EACH):
        header = with_token(create_publisher(data, f"maker-{begin}"))
        owners |= dict.fromkeys(projects[begin : begin + PROJECTS_EACH], header)
    return owners


@contextmanager
def _devpi(place: Place) -> Iterator[Receiver]:
    program = devpi(install(DEVPI, place.folder), _empty(place.work / DEVPI.name))
    with running(program, cores=place.cores, logs=place.logs) as server:
        session = begin_devpi_index(server)
        yield Receiver(server=server, address=server.at("/root/dev/"), headers=lambda _: session, place=place)


@contextmanager
def _pypiserver(place: Place) -> Iterator[Receiver]:
    program = pypiserver(install(PYPISERVER, place.folder), _empty(place.work / PYPISERVER.name))
    with running(program, cores=place.cores, logs=place.logs) as server:
        yield Receiver(server=server, address=server.at("/"), headers=lambda _: {}, place=place)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
