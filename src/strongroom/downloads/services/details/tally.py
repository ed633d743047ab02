"""The details of one log, added up beside its counts."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from strongroom.downloads.rules.detail_clients import client_facts
from strongroom.downloads.rules.detail_files import file_facts, version_in
from strongroom.downloads.rules.details import ClientFacts, DetailRow, FileFacts
from strongroom.downloads.rules.log_files import filename_of
from strongroom.downloads.services.log_projects import LogProjects
from strongroom.downloads.store import Piece, PieceFolder, PieceWriter

FindVersions = Callable[[Collection[str]], Mapping[str, str]]
"""A question to the index: of which versions are the files of these names? Those it does not know are left out."""

_HELD = 200_000
"""Different rows that are held; then they are written out."""
_REMEMBERED = 200_000
"""Texts whose meaning is remembered, as in `tallies`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailReading:
    """How details are taken from logs.

    Args:
        folder: Of the pieces.
        find_versions: Asked for files whose names leave their version open. A function of a module, for it is sent to other processes.
    """

    folder: Path
    find_versions: FindVersions


class DetailTally:
    """Adds up details. What it holds is bounded: beyond, it is written to unfinished pieces. Use it in a `with`.

    Args:
        agent_text: Returns the User-Agent header that was logged.
    """

    def __init__(
        self, reading: DetailReading, projects: LogProjects, agent_text: Callable[[bytes], str]
    ) -> None:
        self._writer = PieceWriter(PieceFolder(reading.folder))
        self._find_versions = reading.find_versions
        self._projects = projects
        self._agent_text = agent_text
        self._found: Counter[tuple[date | None, bytes, bytes, ClientFacts]] = Counter()
        self._clients: dict[bytes, ClientFacts] = {}
        self._alike: dict[ClientFacts, ClientFacts] = {}

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)

    def add(
        self,
        *,
        days: Iterable[date | None],
        projects: Iterable[bytes],
        paths: Iterable[bytes],
        agents: Collection[bytes],
    ) -> None:
        """Count downloads, given as columns; rows without day, or of no project, are left out in the end."""
        self._learn_clients(agents)
        self._found.update(zip(days, projects, paths, map(self._clients.__getitem__, agents), strict=True))
        if len(self._found) >= _HELD:
            self._write_out()

    def keep(self, digest: str) -> tuple[Piece, ...]:
        """Make pieces of all that was added, named by the digest of the log; they are durable when this returns."""
        self._write_out()
        return self._writer.keep(digest)

    def _learn_clients(self, agents: Collection[bytes]) -> None:
        if len(self._clients) >= _REMEMBERED:
            self._clients.clear()
        for agent in set(agents).difference(self._clients):
            facts = client_facts(self._agent_text(agent))
            # One object for each: rows are compared by it, and it is found without being compared whole.
            self._clients[agent] = self._alike.setdefault(facts, facts)

    def _write_out(self) -> None:
        files = self._files({path for _, _, path, _ in self._found})
        names = self._projects.of({text for _, text, _, _ in self._found})
        self._writer.add(
            DetailRow(day, name, files[path], client, downloads)
            for (day, text, path, client), downloads in self._found.items()
            if day is not None and (name := names[text]) is not None
        )
        self._found.clear()

    def _files(self, paths: Collection[bytes]) -> dict[bytes, FileFacts]:
        names = {path: filename_of(path.decode("utf-8", "replace")) or "" for path in paths}
        versions = {name: version_in(name) for name in names.values()}
        open_ones = {name for name, version in versions.items() if name and version is None}
        versions |= self._find_versions(open_ones) if open_ones else {}
        return {path: file_facts(name, version=versions[name]) for path, name in names.items()}
