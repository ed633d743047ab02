"""Rows of a log added up: downloads by day, project and class of client."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Generic, TypeVar

from strongroom.downloads.rules.client_classes import classify_user_agent
from strongroom.downloads.rules.log_days import utc_day
from strongroom.downloads.rules.log_files import filename_of, project_in, project_named
from strongroom.downloads.rules.log_formats import LogFormat, count_lines
from strongroom.downloads.rules.log_samples import SAMPLE_LINES, without_addresses
from strongroom.downloads.services.details.tally import DetailTally
from strongroom.foundation.names import NormalizedName

Counts = Counter[tuple[date, str, str]]
"""Downloads by day, normalized name and client class."""

FindProjects = Callable[[Collection[str]], Mapping[str, NormalizedName]]
"""A question to the index: whose are the files of these names? Those it does not know are left out."""

_REMEMBERED = 200_000
"""Texts whose meaning is remembered. They come from clients, who may invent ever new ones: beyond, all are forgotten."""

Meaning = TypeVar("Meaning")


class _Memo(dict[bytes, Meaning], Generic[Meaning]):
    """What texts mean, found out once for each of them."""

    def __init__(self, find_out: Callable[[bytes], Meaning]) -> None:
        super().__init__()
        self._find_out = find_out

    def __missing__(self, text: bytes) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        meaning = self[text] = self._find_out(text)
        return meaning


class LogTally:
    """Adds up the blocks of one log. What it holds grows with the projects in it, not with its lines.

    Args:
        find_projects: Asked for the files of lines that name no project, before the file name is.
        details: Adds up what is kept besides, if anything is.
    """

    def __init__(
        self, log_format: LogFormat, find_projects: FindProjects, details: DetailTally | None = None
    ) -> None:
        self.details = details
        self.lines = 0
        self.unknown = 0
        self.sample: list[str] = []
        self._format = log_format
        self._find_projects = find_projects
        self._found: Counter[tuple[date | None, str | None, str]] = Counter()
        self._projects: dict[bytes, NormalizedName | None] = {}
        self._days = _Memo(lambda text: utc_day(text.decode("ascii", "replace")))
        # `value`: a member of an enumeration takes Python code to be hashed.
        self._classes = _Memo(lambda agent: classify_user_agent(log_format.agent_text(agent)).value)

    def add(self, block: bytes) -> None:
        """Count whole lines."""
        lines = count_lines(block)
        rows = self._format.read(block, lines)
        self.lines += lines
        if len(rows) < lines:
            self.unknown += lines - len(rows)
            self._take_sample(block)
        if not rows:
            return
        days, paths, projects, agents = zip(*rows, strict=True)
        if len(self._projects) >= _REMEMBERED:
            self._projects.clear()
        self._learn_projects(set(projects).difference(self._projects))
        # All of it in C: this is what every line passes through.
        self._found.update(
            zip(
                map(self._days.__getitem__, days),
                map(self._projects.__getitem__, projects),
                map(self._classes.__getitem__, agents),
                strict=True,
            )
        )
        if self.details is not None:
            self.details.add(
                days=map(self._days.__getitem__, days),
                projects=map(self._projects.__getitem__, projects),
                paths=paths,
                agents=agents,
            )

    def counts(self) -> Counts:
        """Return the downloads of known projects."""
        return Counter(
            {
                (day, name, client_class): downloads
                for (day, name, client_class), downloads in self._found.items()
                if day is not None and name is not None
            }
        )

    def _learn_projects(self, texts: set[bytes]) -> None:
        """Find out whose what is: names of projects, and paths."""
        if not texts:
            return
        paths = {text: filename_of(text.decode("utf-8", "replace")) for text in texts if b"/" in text}
        known = self._find_projects({filename for filename in paths.values() if filename})
        for text in texts:
            if text not in paths:
                self._projects[text] = project_named(text.decode("ascii", "replace"))
            elif filename := paths[text]:
                self._projects[text] = known.get(filename) or project_in(filename)
            else:
                self._projects[text] = None

    def _take_sample(self, block: bytes) -> None:
        for line in block.splitlines():
            if len(self.sample) == SAMPLE_LINES:
                return
            if not self._format.rows(line):
                self.sample.append(without_addresses(line))
