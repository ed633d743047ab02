"""Conditional requests on strong entity tags. Source: RFC 9110 sections 8.8.3, 13.1.2, 13.1.5.

Tags are given here without their quotation marks.
"""

import re

_TAG = re.compile(r'"([^"]*)"')


def is_current(if_none_match: str, etag: str) -> bool:
    """The client has this representation: one of its tags is ours, weakly compared, or it said `*`."""
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)


def range_applies(if_range: str, etag: str) -> bool:
    """The client's part is of this representation, so that a range of it is of use.

    Compared strongly; a date never applies, because files are sent without one.
    """
    return not if_range or if_range.strip() == f'"{etag}"'
