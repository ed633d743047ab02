"""The forms of log lines that are read, each as a function from a block of whole lines to rows.

All take bytes and leave the work to C as far as can be: a regular expression goes over the whole block at once. It has
two alternatives: a download, with four groups; and any other line of that form, which leaves them empty. What matches
neither is no line of the form. Repetitions are possessive, those of groups atomic: no line, however it was forged, takes more than
linear time.

Only what was answered to GET with 200 is a download.

Sources: Apache HTTP Server, mod_log_config (combined), which nginx writes, too; linehaul, whose lines PyPI's CDN logs;
Amazon CloudFront, standard logs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from urllib.parse import unquote

from strongroom.downloads.rules.log_json import event_rows, json_rows
from strongroom.downloads.rules.log_rows import Row

_HEAD_LINES = 200
"""By which a format is recognized, if one of them is in any."""


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A form of lines.

    Args:
        read: Returns one row for each line of a block that has this form; told how many lines the block has.
        agent_text: Returns the User-Agent header that was logged in this form.
        header: Finds the beginnings of lines that tell of the log itself, and of no request; None where the form has none.
    """

    read: Callable[[bytes, int], list[Row]]
    agent_text: Callable[[bytes], str]
    header: re.Pattern[bytes] | None = None

    def rows(self, block: bytes) -> list[Row]:
        """Return one row for each line of the block that has this form."""
        return self.read(block, count_lines(block))

    def count_headers(self, block: bytes) -> int:
        """Return how many lines of the block tell of the log itself; they have this form, too."""
        return len(self.header.findall(block)) if self.header and b"#" in block else 0


def read_format(name: str, head: bytes) -> LogFormat | None:
    """Return the format of this name, or where it is empty the one in which most of the first lines are.

    Args:
        head: The beginning of the log, or of what has a known form: some formats say there what is in which column.

    Returns:
        None where no line is in any format.
    """
    if name:
        return FORMATS[name](head)
    formats = [made for make in FORMATS.values() if (made := make(head))]
    first_lines = b"".join(head.splitlines(keepends=True)[:_HEAD_LINES])
    return _best_for(first_lines, formats) or _best_for(head, formats)


def _best_for(lines: bytes, formats: Iterable[LogFormat]) -> LogFormat | None:
    found, best = max(((len(one.rows(lines)), one) for one in formats), key=itemgetter(0))
    return best if found else None


def _plain(agent: bytes) -> str:
    return agent.decode("utf-8", "replace").strip()


def _unescaped(agent: bytes) -> str:
    r"""Undo what nginx (`\x22`) and Apache (`\"`) do to quotation marks."""
    text = _plain(agent).replace("\\x22", '"').replace('\\"', '"')
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _percent_decoded(agent: bytes) -> str:
    """Undo CloudFront's encoding, which encodes percent signs in their turn."""
    return unquote(unquote(_plain(agent)))


def count_lines(block: bytes) -> int:
    """Return the number of lines, a last one without its end included. `bytes.count` takes ten times as long."""
    return len(_LINE_END.findall(block)) + (not block.endswith(b"\n"))


def _lines(download: bytes, other: bytes) -> Callable[[bytes, int], list[Row]]:
    r"""Return what finds the rows of a block, by patterns in which a set that excludes the line end says so last: `[^|\n]`.

    To exclude a single character is several times as fast. So it is tried without line ends first: then a line that misses
    something is taken for one with those after it, and fewer are found than there are. Not so where lines are so short that
    most miss something: each would be tried with all that follow it.
    """
    exact = rb"^(?:" + download + rb"|" + other + rb")$"
    find = re.compile(exact, re.MULTILINE).findall
    find_quickly = re.compile(exact.replace(rb"\n]", b"]"), re.MULTILINE).findall

    def rows(block: bytes, lines: int) -> list[Row]:
        found: list[Row] = find_quickly(block) if lines * _SHORT_LINE < len(block) else []
        return found if len(found) == lines else find(block)

    return rows


_SHORT_LINE = 64
"""Bytes: no server writes a whole line of so few in any of these forms."""
_LINE_END = re.compile(rb"\n")
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\(.)")
_PIPED = rb"[^|\n]*+\|"
_SYSLOG = rb"(?:[^|\n]{0,300} )??"
_TO_QUOTE = rb'(?>[^"\n]*(?:(?<=\\)"[^"\n]*)*)'
"""Up to a quotation mark with no backslash before it. Few have one: this is quicker than to look at every backslash."""
_QUOTED = rb'"' + _TO_QUOTE + rb'"'

_LINEHAUL = LogFormat(
    _lines(
        # download|time|country|path|TLS|cipher|project|version|kind|user agent; in newer lines, method|status|bytes|range
        # stand before the agent.
        _SYSLOG
        + rb"download\|[A-Z][a-z]{2}, (\d\d [A-Z][a-z]{2} \d{4}) [\d:]{8} GMT\|"
        + _PIPED
        + rb"([^|\n]*+)(?<!\.metadata)(?<!\.asc)\|"
        + _PIPED * 2
        + rb"([^|\n]*+)\|"
        + _PIPED * 2
        + rb"(?:GET\|200\|\d++\|"
        + _PIPED
        + rb"|(?![A-Z]{3,7}\|\d{3}\|\d))(.*)",
        _SYSLOG + rb"(?:download|simple)\|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT\|.*",
    ),
    _plain,
)

_WHO = rb'[^"\[\n]{0,600}+'
_PATH = rb'(((?>[^ "?\n]*?/packages/)[^ "?\n]*+))'
_COMBINED = LogFormat(
    _lines(
        # address - user [time] "request" status bytes "referrer" "agent". The time of day is only taken along where the day
        # may be another one in UTC.
        _WHO
        + rb"\[(\d\d/[A-Z][a-z]{2}/\d{4}(?>:[\d:]{8} [+-](?!0000)\d{4}|))[^\]\n]*+\] "
        + (rb'"GET ' + _PATH + rb'(?:\?[^ "\n]*+)? HTTP/[\d.]{1,3}" 200 (?:\d++|-) ')
        + (_QUOTED + rb' "(' + _TO_QUOTE + rb')".*'),
        _WHO
        + rb"\[\d\d/[A-Z][a-z]{2}/\d{4}:[^\]\n]*+\] "
        + (_QUOTED + rb" \d{3} (?:\d++|-) " + _QUOTED + rb" " + _QUOTED + rb".*"),
    ),
    _unescaped,
)

_CLOUDFRONT_COLUMNS = (
    b"date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)"
).split()
"""Of a log without a header. Further columns may follow."""
_CLOUDFRONT_HEADER = re.compile(rb"^#(?:Version|Fields):", re.MULTILINE)
_CLOUDFRONT_READ = {
    b"date": rb"(\d{4}-\d\d-\d\d)",
    b"cs-method": rb"GET",
    b"cs-uri-stem": rb"(((?>[^\t\n]*?/packages/)[^\t\n]*+))",
    b"sc-status": rb"200",
    b"cs(User-Agent)": rb"([^\t\n]*+)",
}


def _cloudfront(head: bytes) -> LogFormat | None:
    """Return the format by the line `#Fields:`; None if it misses a column, or has them in another order."""
    header = re.search(rb"^#Fields:([^\r\n]*)", head, re.MULTILINE)
    columns = header[1].split() if header else _CLOUDFRONT_COLUMNS
    if [column for column in columns if column in _CLOUDFRONT_READ] != list(_CLOUDFRONT_READ):
        return None
    download = rb"\t".join(_CLOUDFRONT_READ.get(column, rb"[^\t\n]*+") for column in columns)
    other = rb"#(?:Version|Fields):.*|\d{4}-\d\d-\d\d\t[\d:]{8}\t.*"
    return LogFormat(_lines(download + rb"(?:\t.*|\r)?", other), _percent_decoded, _CLOUDFRONT_HEADER)


FORMATS: Mapping[str, Callable[[bytes], LogFormat | None]] = MappingProxyType(
    {
        "strongroom": lambda _: LogFormat(lambda block, _: event_rows(block), _plain),
        "linehaul": lambda _: _LINEHAUL,
        "combined": lambda _: _COMBINED,
        "cloudfront": _cloudfront,
        "json": lambda _: LogFormat(lambda block, _: json_rows(block), _plain),
    }
)
"""How to read the format of each name, given the beginning of the log; of two that fit as well, the first."""
