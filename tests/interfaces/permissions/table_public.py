"""What is open to all: pages that show, feeds, what programs ask, and what anybody may tell."""

from tests.interfaces.permissions.rows import Answer, Row
from tests.interfaces.permissions.words import done_by_all, no_method_for_anybody, refused, shown_to_all

SHOWN = (
    "/",
    "/search/",
    "/project/harborlight/",
    "/project/harborlight/files/",
    "/project/harborlight/history/",
    "/project/harborlight/critical/",
    "/project/harborlight/1.0/",
    "/organizations/harbor/",
    "/dashboard/",
    "/dashboard/projects/",
    "/dashboard/people-bound/",
    "/badge.svg",
    "/project/harborlight/badge.svg",
    "/runs/",
    "/runs/2026-03-02/",
    "/status/",
)
OF_PROGRAMS = (
    "/dashboard.json",
    "/dashboard/people-bound.json",
    "/dashboard/people-bound.csv",
    "/runs/2026-03-02.json",
    "/runs/2026-03-02/file",
    "/project/harborlight/critical.json",
    "/rss/packages.xml",
    "/rss/updates.xml",
    "/rss/project/harborlight/releases.xml",
)
ALWAYS = ("/help/critical-projects/", "/help/policy/", "/help/policy.json", "/healthz")
"""What stays open on a private index, too."""
READS_ONLY = "A call of XML-RPC reads."
LEAKS = "No cookie counts: whoever can post a token has it already."
LEAKED = {"token": "{leaked_token}"}
EVE = {"username": "eve", "address": "eve@people.example", "password": "a harbor seal reads 44 maps"}


def shown(at: str, when_private: Answer | None) -> Row:
    """An address that only shows something."""
    return Row(at=at, page=shown_to_all(), deed=no_method_for_anybody(), when_private=when_private)


def called(at: str) -> Row:
    """The address of XML-RPC."""
    return Row(
        at=at,
        page=no_method_for_anybody(),
        deed=done_by_all(silent=READS_ONLY, any_site=READS_ONLY),
        when_private=Answer.TOKEN_NEEDED,
    )


def told(at: str) -> Row:
    """The address where whoever has found a token ends it."""
    return Row(at=at, page=shown_to_all(), deed=done_by_all(any_site=LEAKS), form=LEAKED, when_private=None)


ROWS = (
    *(shown(at, Answer.SIGN_IN) for at in SHOWN),
    *(shown(at, Answer.TOKEN_NEEDED) for at in OF_PROGRAMS),
    *(shown(at, None) for at in ALWAYS),
    called("/pypi"),
    called("/pypi/"),
    told("/account/tokens/report-leak/"),
    told("/account/tokens/report-leak"),
    Row(
        at="/project/harborlight/report/",
        page=shown_to_all(),
        deed=done_by_all(),
        form={"kind": "malware", "text": "It reads keys."},
    ),
    # No cookie counts at the door of uploads. What tokens do there: test_tokens.py.
    Row(at="/legacy/", page=shown_to_all(), deed=refused(Answer.FORBIDDEN), when_private=None),
    Row(at="/legacy", page=refused(Answer.MOVED), deed=refused(Answer.MOVED), when_private=None),
    # There are operators already: the link of the first one leads nowhere, whatever the secret.
    Row(
        at="/first-operator/secret/",
        page=refused(Answer.NOT_FOUND),
        deed=refused(Answer.NOT_FOUND),
        form=EVE,
        when_private=None,
    ),
)
