"""Reports of found tokens, as scanners for secrets send them: a JSON array of objects, or one object.

    {"token": "strongroom-...", "type": "...", "url": "https://...", "source": "content"}

It is the form that hosts of source code use among themselves. `url` and `source` may be missing or null; `type`
and whatever else is in it is ignored. A digest in place of the token is not taken: whoever has not the token itself
has no say over it.
"""

import json
from typing import Any

from strongroom.accounts.services import LeakReport
from strongroom.foundation.errors import Refusal

MAX_REPORTS = 100
"""In one request."""

_LONGEST_TEXT = 2048
"""Characters of `url` and `source` that are looked at."""


class ReportUnreadable(Refusal):
    """The body is not a report of found tokens."""

    code = "leak_report_unreadable"


def read_reports(body: bytes) -> list[LeakReport]:
    """Return what was reported.

    Raises:
        ReportUnreadable: if the body has another form, or reports too much at once.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable("It is not JSON.") from None
    items = said if isinstance(said, list) else [said]
    if not 1 <= len(items) <= MAX_REPORTS:
        raise _unreadable(f"It reports nothing, or more than {MAX_REPORTS} tokens at once.")
    return [_read(item) for item in items]


def _read(item: Any) -> LeakReport:
    if not isinstance(item, dict) or not isinstance(item.get("token"), str):
        raise _unreadable(
            'Each report is an object with the whole token as "token"; a digest of it does not do.'
        )
    return LeakReport(item["token"], _text(item.get("url")), _text(item.get("source")))


def _text(value: Any) -> str:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _unreadable(why: str) -> ReportUnreadable:
    return ReportUnreadable(
        "This report cannot be read.",
        why=why,
        next_step='Send a JSON array of {"token": "...", "url": "..."}.',
    )
