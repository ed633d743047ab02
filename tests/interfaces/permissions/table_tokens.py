"""What API tokens are for: uploads, and reading where that takes more than an address."""

from collections.abc import Mapping

from tests.interfaces.permissions.kinds import SIGNED_IN, Credential, Kind
from tests.interfaces.permissions.words import PUBLISHERS

K, C = Kind, Credential

UPLOADS: Mapping[str, frozenset[Kind]] = {
    "harborlight": PUBLISHERS,
    # A name that nobody has: whoever can be reached begins a project. A mandate suspends every token of whom it binds.
    "quietqueue": SIGNED_IN - {K.UNVERIFIED, K.WITHOUT_FACTOR},
}
"""Who uploads to which project, with a token for everything."""

UPLOAD_BY = frozenset({C.TOKEN})
"""By what somebody uploads who may: no session, no password, and no other token."""

READ_BY = frozenset({C.TOKEN, C.TOKEN_ELSEWHERE, C.TOKEN_READ_ONLY})
"""By what a private index is read. What limits a token that uploads to a project limits its uploads only."""

READERS: Mapping[str, str] = {
    "/simple": "/simple",
    "/simple/": "/simple/foo-bar/",
    "/packages/": "{wheel}",
    "/integrity/": "/integrity/foo-bar/1/x.whl/provenance",
    "/pypi/": "/pypi/foo-bar/json",
}
"""Every path that the readers answer, and an address below it. On a public index they answer whoever comes."""

PROGRAMS: tuple[tuple[str, str], ...] = (
    ("GET", "/dashboard.json"),
    ("GET", "/dashboard/people-bound.json"),
    ("GET", "/dashboard/people-bound.csv"),
    ("GET", "/runs/2026-03-02.json"),
    ("GET", "/runs/2026-03-02/file"),
    ("GET", "/project/harborlight/critical.json"),
    ("GET", "/rss/packages.xml"),
    ("GET", "/rss/updates.xml"),
    ("GET", "/rss/project/harborlight/releases.xml"),
    ("POST", "/pypi"),
    ("POST", "/pypi/"),
)
"""What programs read of the site. On a private index they bring a token, as installers do; people are signed in."""
