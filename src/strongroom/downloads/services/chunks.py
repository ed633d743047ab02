"""Read one chunk of a log: unpack, fingerprint, compare with those counted before, and add up, block by block.

Nothing is written here but pieces of details, which nobody reads before the ledger names them. So chunks can be read by several
processes at a time.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from strongroom.downloads.errors import LogCut, LogGrew, LogMisdated, LogUnreadable, SourceUnfit
from strongroom.downloads.rules.log_days import FIRST_DAY
from strongroom.downloads.rules.log_ends import counts_without_end
from strongroom.downloads.rules.log_formats import FORMATS, read_format
from strongroom.downloads.rules.log_marks import marked_bytes
from strongroom.downloads.rules.log_samples import without_addresses
from strongroom.downloads.rules.log_search import search_ends
from strongroom.downloads.rules.log_sources import MOST_LETTERS, source_fits
from strongroom.downloads.services.details.tally import DetailReading, DetailTally
from strongroom.downloads.services.fingerprints import CountedChunk, Fingerprint, beginning_of
from strongroom.downloads.services.log_blocks import Advance, Block, read_blocks
from strongroom.downloads.services.log_projects import FindProjects, LogProjects
from strongroom.downloads.services.tallies import Counts, LogTally, UnknownLines
from strongroom.downloads.store import Piece
from strongroom.foundation.garbage import uncollected

FORMAT_NAMES = tuple(FORMATS)
"""Of the forms of lines that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How chunks are to be read.

    Args:
        find_projects: Tells whose files are, by their names. A function of a module, for it is sent to other processes.
        source: Who wrote the logs, such as the name of a server; empty if nobody said. The same lines of two sources are two chunks.
        format_name: One of FORMAT_NAMES, or empty to recognize it.
        details: Where and how details are taken, too; None where there is no detail store.

    Raises:
        SourceUnfit: if the source is no name.
    """

    find_projects: FindProjects
    source: str = ""
    format_name: str = ""
    details: DetailReading | None = None

    def __post_init__(self) -> None:
        if self.source:
            check_source(self.source)


def check_source(source: str) -> None:
    """Let pass what can be the name of a source.

    Raises:
        SourceUnfit: if it cannot.
    """
    if not source_fits(source):
        raise SourceUnfit(
            "This is no name of a source.",
            why=f"It has 1 to {MOST_LETTERS} letters, all of which can be printed, and is not blank.",
            next_step="Give the name of the server, say.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is in a file, and what it was compared with. An unfinished last line that does not count is no part of it (`log_ends`).

    Args:
        sha256: Of source and unpacked content.
        size_bytes: Of the unpacked content.
        unfinished: Such a line is in the file, behind the chunk.
        beginning: Of source and first download; empty where there is none.
        marks: By which others are compared with it.
        lines: All but those that tell of the log itself.
        unknown: Lines that are in no known form; `sample` shows some.
        pieces: What details of it are in.
        compared: Digests of the counted chunks with which it was compared: it neither begins with one of them nor is cut off one.
    """

    source: str
    filename: str
    sha256: str
    size_bytes: int
    unfinished: bool
    beginning: str
    marks: bytes
    counts: Counts
    lines: int
    unknown: int
    sample: tuple[str, ...]
    pieces: tuple[Piece, ...]
    compared: frozenset[str]


def read_chunk(path: Path, *, reading: Reading, now: datetime, advance: Advance = lambda _: None) -> Chunk:
    """Read a file: plain, gzip or zstd, whatever it is called.

    Raises:
        LogUnreadable: if it cannot be read to its end, or no line is in a known form, as far as one is searched (`log_search`),
            or it has no more than the beginning of a line.
        LogMisdated: if all its lines in a known form are of days on which nobody can have downloaded.
        LogGrew: if it begins with all of a chunk that was counted.
        LogCut: if it is the beginning of a chunk that was counted.
    """
    shown = name_of(path)
    # Rows have no cycles. To look for some takes a fiftieth of the processor's time, and where details are kept a twelfth.
    with uncollected(), ExitStack() as unfinished:
        reader = _Reader(shown, reading, now, unfinished)
        for block in read_blocks(path, shown=shown, advance=advance):
            reader.add(block)
        return reader.chunk()


def name_of(path: Path) -> str:
    """Return the name of a file as it is kept and shown: file systems allow bytes that are no text, and signs that act on terminals."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in path.name)[:255]


def counted_like(*, filename: str, source: str, beginning: str) -> list[CountedChunk]:
    """Return the counted chunks that such a one has to be compared with."""
    return CountedChunk.named(filename, source=source) + CountedChunk.beginning_with(beginning)


class _Reader:
    """Takes the blocks of one chunk along.

    Args:
        filename: As it is kept.
        unfinished: Ends what was begun and is not kept.
    """

    def __init__(self, filename: str, reading: Reading, now: datetime, unfinished: ExitStack) -> None:
        self._filename = filename
        self._reading = reading
        self._last_day = now.astimezone(UTC).date() + timedelta(days=1)
        self._unfinished = unfinished
        self._fingerprint = Fingerprint(reading.source)
        self._unknown = UnknownLines()
        self._left_out = b""
        self._tally: LogTally | None = None
        self._beginning = ""
        self._counted: list[CountedChunk] = []
        self._compare_with_counted()

    def add(self, block: Block) -> None:
        """Take a block along.

        Raises:
            LogUnreadable: if no line is in a known form, and none is searched any further.
        """
        if block.lines:
            self._add_lines(block.lines)
        if block.too_long:
            self._unknown.add(block.too_long)
        self._fingerprint.add(block.content)
        if block.unfinished.strip():
            self._add_unfinished(block.unfinished)
        searching = self._tally is None and not self._reading.format_name
        if searching and search_ends(lines=self._unknown.number, size_bytes=self._fingerprint.size_bytes):
            raise _no_log(self._filename, self._unknown)

    def chunk(self) -> Chunk:
        """Return what was read.

        Raises:
            LogUnreadable, LogMisdated, LogGrew, LogCut: as `read_chunk` does.
        """
        tally, unknown, digest = self._tally, self._unknown, self._fingerprint.hexdigest()
        if unknown.number and not (tally and tally.known_lines):
            if tally and tally.misdated:
                raise _misdated(self._filename, tally.misdated, self._last_day)
            # Whatever form was named: entered as counted, it could never be read in the right one.
            raise _no_log(self._filename, unknown, self._reading.format_name)
        if self._left_out and not self._fingerprint.size_bytes:
            raise _only_begun(self._filename, self._left_out)
        self._refuse_parts(digest)
        return Chunk(
            source=self._reading.source,
            filename=self._filename,
            sha256=digest,
            size_bytes=self._fingerprint.size_bytes,
            unfinished=bool(self._left_out),
            beginning=self._beginning,
            marks=self._fingerprint.marks,
            counts=tally.counts() if tally else Counts(),
            lines=unknown.number + (tally.known_lines - tally.header_lines if tally else 0),
            unknown=unknown.number,
            sample=tuple(unknown.sample),
            pieces=tally.details.keep(digest) if tally and tally.details else (),
            compared=frozenset(one.sha256 for one in self._counted),
        )

    def _add_lines(self, lines: bytes) -> None:
        self._tally = tally = self._tally or self._begin(lines)
        if tally is None:
            self._unknown.add(lines)
            return
        tally.add(lines)
        if tally.first_download[0] and not self._beginning:
            # Before these bytes are taken along: what begins so was at least as long.
            self._beginning = beginning_of(self._reading.source, tally.first_download)
            self._compare_with_counted()

    def _add_unfinished(self, line: bytes) -> None:
        """Take the last line along, which has no end, if it counts."""
        self._tally = tally = self._tally or self._begin(line)
        if tally is not None and counts_without_end(line, tally.log_format):
            self._add_lines(line)
            self._fingerprint.add(line)
        else:
            self._left_out = line

    def _begin(self, lines: bytes) -> LogTally | None:
        """Return what adds up a log of the form in which some of these lines are, None if none is."""
        reading, details = self._reading, None
        log_format = read_format(reading.format_name, lines)
        if log_format is None:
            return None
        projects = LogProjects(reading.find_projects)
        if reading.details is not None:
            details = self._unfinished.enter_context(
                DetailTally(reading.details, projects, log_format.agent_text)
            )
        return LogTally(log_format, projects, last_day=self._last_day, unknown=self._unknown, details=details)

    def _compare_with_counted(self) -> None:
        self._counted = counted_like(
            filename=self._filename, source=self._reading.source, beginning=self._beginning
        )
        self._fingerprint.watch_for({one.size_bytes for one in self._counted})

    def _refuse_parts(self, digest: str) -> None:
        if any(one.sha256 == digest for one in self._counted):
            return  # it is that one once more
        for one in self._counted:
            beginning = self._fingerprint.beginnings.get(one.size_bytes)
            if beginning is not None and beginning.sha256 == one.sha256:
                raise _grown(self._filename, one, beginning.line_end)
            longer = one.size_bytes > self._fingerprint.size_bytes
            if longer and self._fingerprint.marks and one.marks.startswith(self._fingerprint.marks):
                raise _cut(self._filename, one, marked_bytes(self._fingerprint.marks))


def _no_log(filename: str, unknown: UnknownLines, format_name: str = "") -> LogUnreadable:
    example = next(filter(str.strip, unknown.sample), "a blank one")
    right = (
        "name another, or none to have it recognized" if format_name else "name it, and it is read to its end"
    )
    return LogUnreadable(
        f"{filename} is no log in {f'the form {format_name}' if format_name else 'a known form'}.",
        why=f"Lines that were looked at: {unknown.number:,}; one of them: {example}.",
        next_step=f"Known are {', '.join(FORMAT_NAMES)}. If it is in one of them, {right}.",
    )


def _misdated(filename: str, day: date, last_day: date) -> LogMisdated:
    when = f"before {FIRST_DAY.year}" if day < FIRST_DAY else "after tomorrow"
    return LogMisdated(
        f"The lines of {filename} are dated {when}, such as {day}.",
        why="Nobody can have downloaded on such a day: a clock was wrong.",
        next_step=f"Here it is {last_day - timedelta(days=1)} (UTC). If that is right, mend the days of its lines and import it again.",
    )


def _only_begun(filename: str, line: bytes) -> LogUnreadable:
    return LogUnreadable(
        f"{filename} has no whole line, only the beginning of one: {without_addresses(line)}.",
        next_step="Import it when it is written. If it is, end the line by a line feed.",
    )


def _grown(filename: str, counted: CountedChunk, counted_bytes: int) -> LogGrew:
    return LogGrew(
        f"{filename} has grown since it was counted{_before(filename, counted)}: its first {counted_bytes} bytes are counted already.",
        why="A chunk is counted once and whole.",
        next_step=f"Import what came since as a file of its own: unpacked, `tail -c +{counted_bytes + 1}`. "
        "Better import logs only when nobody writes to them any more.",
    )


def _cut(filename: str, counted: CountedChunk, same_bytes: int) -> LogCut:
    return LogCut(
        f"{filename} is cut off a log that was counted{_before(filename, counted)}: its lines are counted already.",
        why=f"A chunk is counted once and whole, and the first {same_bytes} bytes of both are the same.",
        next_step="Nothing is missing. If it is another log after all, import the lines that the other has not as a file of their own.",
    )


def _before(filename: str, counted: CountedChunk) -> str:
    return "" if counted.filename == filename else f" as {counted.filename}"
