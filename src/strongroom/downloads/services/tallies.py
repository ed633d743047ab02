"""Rows of a log added up: downloads by day, project and class of client."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Generic, TypeVar

from strongroom.downloads.rules.client_classes import BEGINNING_BYTES, class_by_beginning, classify_user_agent
from strongroom.downloads.rules.log_days import is_countable, utc_day
from strongroom.downloads.rules.log_formats import LogFormat, count_lines
from strongroom.downloads.rules.log_rows import NO_DOWNLOAD, Row
from strongroom.downloads.rules.log_samples import SAMPLE_LINES, without_addresses
from strongroom.downloads.services.details.tally import DetailTally
from strongroom.downloads.services.log_projects import LogProjects

Counts = Counter[tuple[date, str, str]]
"""Downloads by day, normalized name and client class."""

_HELD = 50_000
"""Different (day, text of a project or path, class) that are counted before their projects are found."""
_REMEMBERED = 200_000
"""Texts whose meaning is remembered. They come from clients, who may invent ever new ones: beyond, all are forgotten."""

_beginning = itemgetter(slice(BEGINNING_BYTES))

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


class _Classes:
    """Classes of clients by their user agents, as a form of log writes them.

    Most are told by their beginnings: these are few, and short. To look a whole header up takes four times as long.
    """

    def __init__(self, agent_text: Callable[[bytes], str]) -> None:
        # `value`: a member of an enumeration takes Python code to be hashed.
        self._by_beginning = _Memo(lambda text: kind.value if (kind := class_by_beginning(text)) else None)
        self._by_all = _Memo(lambda agent: classify_user_agent(agent_text(agent)).value)

    def of(self, agents: Sequence[bytes]) -> Iterable[str]:
        """Return the class of each of these clients."""
        told = map(self._by_beginning.__getitem__, map(_beginning, agents))
        by_all = self._by_all
        return [kind or by_all[agent] for kind, agent in zip(told, agents, strict=True)]


class UnknownLines:
    """Lines in no known form: how many there are, and how some of them look, without addresses."""

    def __init__(self) -> None:
        self.number = 0
        self.sample: list[str] = []

    def add(self, block: bytes) -> None:
        """Take whole lines along, none of which is in a known form."""
        self.number += count_lines(block)
        self.show(block.splitlines())

    def show(self, lines: Iterable[bytes]) -> None:
        """Take samples of these, which are counted already, as long as there are too few."""
        for line in islice(lines, SAMPLE_LINES - len(self.sample)):
            self.sample.append(without_addresses(line))


class LogTally:
    """Adds up the blocks of one log. What it holds grows with the projects in it, not with its lines.

    Args:
        last_day: That lines can be of, for no clock is more than a day ahead.
        unknown: Told of the lines that are not in the form of the log.
        details: Adds up what is kept besides, if anything is.
    """

    def __init__(
        self,
        log_format: LogFormat,
        projects: LogProjects,
        *,
        last_day: date,
        unknown: UnknownLines,
        details: DetailTally | None = None,
    ) -> None:
        self.details = details
        self.known_lines = 0
        self.header_lines = 0
        self.first_download = NO_DOWNLOAD
        self.misdated: date | None = None
        """The first day that was met on which nobody can have downloaded."""
        self._unknown = unknown
        self._last_day = last_day
        self._impossible_days_met = False
        self.log_format = log_format
        self._projects = projects
        self._days = _Memo(self._day)
        self._classes = _Classes(log_format.agent_text)
        self._found: Counter[tuple[date | None, bytes, str]] = Counter()
        self._counts: Counts = Counter()

    def add(self, block: bytes) -> None:
        """Count whole lines."""
        lines = count_lines(block)
        rows = self.log_format.read(block, lines)
        if not self.first_download[0]:
            self.first_download = next((row for row in rows if row[0]), NO_DOWNLOAD)
        impossible = self._add_rows(rows) if rows else 0
        unknown = lines - len(rows) + impossible
        self.known_lines += lines - unknown
        self.header_lines += self.log_format.count_headers(block)
        if unknown:
            self._unknown.number += unknown
            self._unknown.show(line for line in block.splitlines() if not self._is_known(line))

    def counts(self) -> Counts:
        """Return the downloads of known projects."""
        self._name_projects()
        return self._counts

    def _name_projects(self) -> None:
        """Count by project what was counted by its text."""
        names = self._projects.of({text for _, text, _ in self._found})
        for (day, text, client_class), downloads in self._found.items():
            name = names[text]
            if day is not None and name is not None:
                self._counts[day, name, client_class] += downloads
        self._found.clear()

    def _add_rows(self, rows: Sequence[Row]) -> int:
        """Count them; return how many are of days that cannot be."""
        days, paths, projects, agents = zip(*rows, strict=True)
        day_of = self._days.__getitem__
        # This is what every line passes through: texts are counted, and only the different ones understood.
        self._found.update(zip(map(day_of, days), projects, self._classes.of(agents), strict=True))
        if len(self._found) >= _HELD:
            self._name_projects()
        if self.details is not None:
            self.details.add(days=map(day_of, days), projects=projects, paths=paths, agents=agents)
        return sum(map(self._is_impossible, days)) if self._impossible_days_met else 0

    def _day(self, text: bytes) -> date | None:
        day = utc_day(text.decode("ascii", "replace"))
        if day is not None and not is_countable(day, last=self._last_day):
            self.misdated, day = self.misdated or day, None
        self._impossible_days_met |= bool(text) and day is None
        return day

    def _is_impossible(self, day: bytes) -> bool:
        """Return whether a row has a day, and none that can be: rows of no download have none."""
        return bool(day) and self._days[day] is None

    def _is_known(self, line: bytes) -> bool:
        rows = self.log_format.rows(line)
        return bool(rows) and not self._is_impossible(rows[0][0])
