"""What all measurements stand on: one corpus, published to a Strongroom, and the same as files for nginx."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from bench import corpus
from bench.corpus import Publication
from bench.processes import wait_until_idle
from bench.report import say
from bench.servers import BIN, Server, environment, nginx, running, strongroom, wait_for
from bench.tree import Tree, copy_index
from bench.uploads import Publisher, with_token

_SETTLED_SAMPLES = 5
PROJECTS_EACH = 16
"""Begun by one person; Strongroom refuses more than 20 within an hour."""
_PASSWORD = "seven lamps along the quay"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long each run takes, and how often it is repeated."""

    seconds: float
    repetitions: int


@dataclass(frozen=True, slots=True)
class Cores:
    """Which processors serve, and which ask."""

    serving: tuple[int, ...]
    asking: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is prepared.

    Args:
        folder: Holds everything of the benchmark.
        shared: What all servers hold, the others too: without the many files of the large page, which
            some would take minutes to store.
        token: API token of a person who has no projects yet.
    """

    folder: Path
    tree: Tree
    shared: tuple[Publication, ...]
    token: str
    effort: Effort
    apart: Cores
    together: Cores

    @property
    def data(self) -> Path:
        """Strongroom's folder."""
        return self.folder / "strongroom"

    @property
    def wheels(self) -> Path:
        """The corpus."""
        return self.folder / "wheels"

    @property
    def work(self) -> Path:
        """For whatever needs a folder for a while."""
        return self.folder / "work"

    @property
    def logs(self) -> Path:
        """What servers print."""
        return self.folder / "logs"

    @contextmanager
    def servers(self, cores: Cores) -> Iterator[tuple[Server, Server]]:
        """Lend nginx and Strongroom when all their processes are there, with one worker for each serving core."""
        workers = len(cores.serving)
        programs = (
            nginx(self.tree.root, workers=workers, folder=self.work),
            strongroom(self.data, workers=workers),
        )
        with ExitStack() as stack:
            first, second = (
                stack.enter_context(running(program, cores=cores.serving, logs=self.logs))
                for program in programs
            )
            # Readers answer first; then comes Django, and then what works in the background.
            wait_for(second, second.at("/"), logs=self.logs, status=HTTPStatus.OK)
            wait_until_idle([first.pid, second.pid], samples=_SETTLED_SAMPLES)
            yield first, second


def prepare(folder: Path, *, effort: Effort, cores: tuple[int, int]) -> Ground:
    """Make everything anew in this folder; peers that are installed there stay."""
    for name in ("strongroom", "wheels", "tree", "logs", "work"):
        shutil.rmtree(folder / name, ignore_errors=True)
        if name != "strongroom":
            (folder / name).mkdir(parents=True)
    shared = (*corpus.small_page(), *corpus.heavy_file(), *corpus.closure())
    corpus.write(shared, folder=folder / "wheels")
    together = Cores(cores, cores)
    data, logs = folder / "strongroom", folder / "logs"
    with running(strongroom(data, workers=1), cores=cores, logs=logs) as server:
        _publish((*shared, *corpus.large_page()), server=server, data=data)
        tree = copy_index(server.index, root=folder / "tree", wheels=folder / "wheels")
        token = create_publisher(data, "vera")
    return Ground(
        folder=folder,
        tree=tree,
        shared=shared,
        token=token,
        effort=effort,
        apart=Cores(cores[:1], cores[1:]),
        together=together,
    )


def _publish(publications: Sequence[Publication], *, server: Server, data: Path) -> None:
    """Publish as several people: nobody may begin more than so many projects within an hour."""
    for begin in range(0, len(corpus.PROJECTS), PROJECTS_EACH):
        projects = corpus.PROJECTS[begin : begin + PROJECTS_EACH]
        token = create_publisher(data, f"maker-{begin}")
        theirs = [each for each in publications if each.distribution.name in projects]
        say(f"  {len(theirs)} files of {len(projects)} projects")
        Publisher(server.at("/legacy/"), headers=with_token(token)).publish(theirs)


def create_publisher(data: Path, name: str) -> str:
    """Create a person who may publish; return an API token of theirs."""
    account = ("user", "create", name, "--email", f"{name}@people.example", "--verified", "--password-stdin")
    _strongroom(data, *account, stdin=f"{_PASSWORD}\n")
    return _strongroom(data, "token", "create", name).strip()


def _strongroom(data: Path, *arguments: str, stdin: str = "") -> str:
    command = [str(BIN / "strongroom"), *arguments, "--data", str(data)]
    done = subprocess.run(
        command, env=environment(), input=stdin, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
