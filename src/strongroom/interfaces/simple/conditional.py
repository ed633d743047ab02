"""Conditional requests. Source: RFC 9110 sections 8.8.3, 13.1, 13.2.2 and 5.6.7 (dates).

Tags are given here without their quotation marks; times are whole seconds since 1970.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from enum import Enum, auto
from functools import lru_cache

_CONDITIONS = frozenset({"if-match", "if-unmodified-since", "if-none-match", "if-modified-since"})
_TAG = re.compile(r'(W/)?"([^"]*)"')
_DATE_FORMS = (
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",  # RFC 850
    "%a %b %d %H:%M:%S %Y",  # asctime
)


class Outcome(Enum):
    """What becomes of a request after its conditions were looked at."""

    PERFORM = auto()
    NOT_MODIFIED = auto()
    FAILED = auto()


def evaluate(headers: Mapping[str, str], *, etag: str, modified_at: int) -> Outcome:
    """Return what a GET or HEAD gets, in the order of precedence of section 13.2.2.

    A tag decides before a date: dates know no parts of a second. Dates in no form of HTTP are ignored.
    """
    if _CONDITIONS.isdisjoint(headers):
        return Outcome.PERFORM
    if (if_match := headers.get("if-match")) is not None:
        if not _names(if_match, etag, strongly=True):
            return Outcome.FAILED
    elif (limit := headers.get("if-unmodified-since")) and not _unmodified_since(limit, modified_at):
        return Outcome.FAILED
    if (if_none_match := headers.get("if-none-match")) is not None:
        current = _names(if_none_match, etag, strongly=False)
    else:
        since = parse_date(headers.get("if-modified-since", ""))
        current = since is not None and modified_at <= since
    return Outcome.NOT_MODIFIED if current else Outcome.PERFORM


def range_applies(if_range: str, *, etag: str, modified_at: int) -> bool:
    """The client's part is of this representation, so that a range of it is of use (section 13.1.5).

    Tags are compared strongly. A date must be the exact one: what it is compared with here never
    changes under its name, so that even a date is a strong validator (section 8.8.2.2).
    """
    condition = if_range.strip()
    if not condition or condition == f'"{etag}"':
        return True
    return parse_date(condition) == modified_at


@lru_cache(maxsize=4096)
def format_date(seconds: int) -> str:
    """Return the time as a header says it."""
    return formatdate(seconds, usegmt=True)


@lru_cache(maxsize=256)
def parse_date(text: str) -> int | None:
    """Return the time a header says in one of the three forms, or None."""
    for form in _DATE_FORMS:
        try:
            return int(datetime.strptime(text.strip(), form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            pass
    return None


def _unmodified_since(limit: str, modified_at: int) -> bool:
    """True for a date in no form of HTTP, too: such a condition does not count."""
    date = parse_date(limit)
    return date is None or modified_at <= date


def _names(condition: str, etag: str, *, strongly: bool) -> bool:
    """One of the condition's tags is ours, or it says `*`; a weak one never is if compared strongly."""
    if condition.strip() == "*":
        return True
    return any(tag == etag and not (weak and strongly) for weak, tag in _TAG.findall(condition))
