"""What the caveats of an API token say, and what a token that meets them may do.

A caveat is a JSON array: a tag, then its values, as on PyPI:

    [0, expires_at, not_before]     Unix seconds, half-open: not_before <= now < expires_at
    [1, [project name, ...]]
    [2, [project id, ...]]
    [3, user id]
    [1000]                          only to download; our own, its number far from those that PyPI may give

Tools add older forms, too, which are JSON objects and mean the same:

    {"nbf": not_before, "exp": expires_at}
    {"version": 1, "permissions": {"projects": [project name, ...]}}
    {"version": 1, "permissions": "user"}          no limit at all

Ids are those of `foundation.identifiers`. Default deny: a caveat that is not understood is never met. Caveats only ever narrow:
together they allow what each of them allows, in whatever order they stand.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any, TypeVar

from strongroom.foundation.names import InvalidName, NormalizedName, normalize
from strongroom.foundation.tokens.errors import TokenRefused

_LAST_SECOND = 253_402_300_799
"""Unix seconds: the end of the year 9999, and of what a `datetime` can say."""

T = TypeVar("T")


class CaveatUnknown(TokenRefused):
    """A token carries a restriction that this index does not understand."""

    code = "caveat_unknown"


class TokenExpired(TokenRefused):
    """The token's time is over."""

    code = "token_expired"


class TokenNotYetValid(TokenRefused):
    """The token's time has not begun."""

    code = "token_not_yet_valid"


class TokenOfAnotherUser(TokenRefused):
    """The token may only be used by somebody else than its account."""

    code = "token_of_another_user"


class TokenOutOfScope(TokenRefused):
    """The token is limited to something else than what is asked for."""

    code = "token_out_of_scope"


@dataclass(frozen=True, slots=True)
class Expiration:
    """Only from `not_before` until before `expires_at`."""

    expires_at: datetime
    not_before: datetime


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """Only for projects of these names; none of them, if empty."""

    names: frozenset[NormalizedName]


@dataclass(frozen=True, slots=True)
class ProjectIds:
    """Only for the projects with these ids: a name given to a new project is not the old project."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class RequestUser:
    """Only for the account with this id."""

    user_id: str


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Only to download, not to publish."""


@dataclass(frozen=True, slots=True)
class NoLimit:
    """Nothing is limited by it; older tools put it into every token."""


Caveat = Expiration | ProjectNames | ProjectIds | RequestUser | ReadOnly | NoLimit


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may be used for.

    Args:
        projects: None means no limit, and empty means none.
        project_ids: As `projects`.
        read_only: It may download, and not publish.
    """

    projects: frozenset[NormalizedName] | None = None
    project_ids: frozenset[str] | None = None
    read_only: bool = False

    def includes(self, name: NormalizedName, *, project_id: str | None) -> bool:
        """The project is in scope. One that does not exist yet has no id: a limit on ids leaves it out."""
        name_fits = self.projects is None or name in self.projects
        return name_fits and (self.project_ids is None or project_id in self.project_ids)

    def require_reading(self, name: str | None) -> None:
        """Check that what is said of this project may be downloaded; of all projects together, if `name` is None.

        Whoever publishes a project has to install what it needs: projects limit reading only where a token can
        do nothing else. Ids are not known where pages are read, so a limit on ids leaves out all.

        Raises:
            TokenOutOfScope: if it may not.
        """
        limited = self.read_only and self.projects is not None and name not in self.projects
        if limited or self.project_ids is not None:
            raise TokenOutOfScope(
                "This API token is limited to other projects.",
                why="What it may download was named when it was made or restricted.",
                next_step="Use a token that can download from all projects, or from this one.",
            )

    def within(self, other: "Scope") -> "Scope":
        """Return what both allow."""
        return Scope(
            projects=_common([one.projects for one in (self, other) if one.projects is not None]),
            project_ids=_common([one.project_ids for one in (self, other) if one.project_ids is not None]),
            read_only=self.read_only or other.read_only,
        )


def check(caveats: Iterable[bytes], *, now: datetime, user_id: str) -> Scope:
    """Return what a genuine token with these caveats may be used for.

    Args:
        caveats: As `macaroons.verify` returns them.
        now: The instant of use.
        user_id: The account the token belongs to.

    Raises:
        CaveatUnknown: if one is not understood.
        TokenOfAnotherUser: if one names another account.
        TokenExpired, TokenNotYetValid: if one excludes the present instant.
    """
    known = [read(caveat) for caveat in caveats]
    _check_user([caveat.user_id for caveat in known if isinstance(caveat, RequestUser)], user_id)
    _check_time([caveat for caveat in known if isinstance(caveat, Expiration)], now)
    return Scope(
        projects=_common([caveat.names for caveat in known if isinstance(caveat, ProjectNames)]),
        project_ids=_common([caveat.ids for caveat in known if isinstance(caveat, ProjectIds)]),
        read_only=any(isinstance(caveat, ReadOnly) for caveat in known),
    )


def read(caveat: bytes) -> Caveat:
    """Return what a caveat says.

    Raises:
        CaveatUnknown: if it is not exactly one of the forms that stand above.
    """
    try:
        said = json.loads(caveat.decode())
    except (ValueError, RecursionError) as error:
        raise _unknown(caveat) from error
    try:
        found = _read_object(said) if isinstance(said, dict) else _read_array(said)
    except InvalidName as error:
        raise _unknown(caveat) from error
    if found is None:
        raise _unknown(caveat)
    return found


def write(caveat: Caveat) -> bytes:
    """Return the bytes that `read` understands as this caveat; of an instant, the whole second."""
    said: list[Any] | dict[str, Any]
    match caveat:
        case Expiration(expires_at, not_before):
            said = [0, int(expires_at.timestamp()), int(not_before.timestamp())]
        case ProjectNames(names):
            said = [1, sorted(names)]
        case ProjectIds(ids):
            said = [2, sorted(ids)]
        case RequestUser(user_id):
            said = [3, user_id]
        case ReadOnly():
            said = [1000]
        case NoLimit():
            said = {"version": 1, "permissions": "user"}
    return json.dumps(said, separators=(",", ":")).encode()


def _read_array(said: Any) -> Caveat | None:
    # `type(...) is int` throughout: to JSON `true` is not 1, to Python it is.
    if not (isinstance(said, list) and said and type(said[0]) is int):
        return None
    match said:
        case [0, int(expires_at), int(not_before)] if _is_instant(expires_at) and _is_instant(not_before):
            return Expiration(_instant(expires_at), _instant(not_before))
        case [1, [*names]] if _are_texts(names):
            return _named(names)
        case [2, [*ids]] if _are_texts(ids):
            return ProjectIds(frozenset(ids))
        case [3, str(user_id)]:
            return RequestUser(user_id)
        case [1000]:
            return ReadOnly()
    return None


def _read_object(said: dict[str, Any]) -> Caveat | None:
    if type(said.get("version", 1)) is not int:
        return None
    match said:
        case {"nbf": int(not_before), "exp": int(expires_at), **more} if not more:
            if _is_instant(expires_at) and _is_instant(not_before):
                return Expiration(_instant(expires_at), _instant(not_before))
        case {"version": 1, "permissions": {"projects": [*names], **beside}, **more}:
            if not beside and not more and _are_texts(names):
                return _named(names)
        case {"version": 1, "permissions": "user", **more} if not more:
            return NoLimit()
    return None


def _check_user(named: list[str], user_id: str) -> None:
    if any(name != user_id for name in named):
        raise TokenOfAnotherUser(
            "This API token is restricted to another account than its own.",
            why="A restriction in it names that account.",
            next_step="Create a new token on your account page.",
        )


def _check_time(spans: list[Expiration], now: datetime) -> None:
    expires_at = min((span.expires_at for span in spans), default=None)
    not_before = max((span.not_before for span in spans), default=None)
    if expires_at is not None and now >= expires_at:
        raise TokenExpired(
            f"This API token expired at {expires_at:%Y-%m-%d %H:%M:%S} UTC.",
            next_step="Create a new token on your account page.",
        )
    if not_before is not None and now < not_before:
        raise TokenNotYetValid(
            f"This API token is not valid before {not_before:%Y-%m-%d %H:%M:%S} UTC.",
            next_step="Wait until then, or check the clock of the machine that restricted it.",
        )


def _common(limits: list[frozenset[T]]) -> frozenset[T] | None:
    return reduce(frozenset.intersection, limits) if limits else None


def _is_instant(seconds: int) -> bool:
    return type(seconds) is int and 0 <= seconds <= _LAST_SECOND


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _named(raw_names: list[str]) -> ProjectNames:
    """Return the limit to these names.

    Raises:
        InvalidName: if one cannot be a project's.
    """
    return ProjectNames(frozenset(normalize(name) for name in raw_names))


def _unknown(caveat: bytes) -> CaveatUnknown:
    shown = caveat[:60].decode(errors="replace")
    return CaveatUnknown(
        f"This API token carries a restriction that is not understood: {shown!a}.",
        why="A token is refused unless every restriction in it is understood and met.",
        next_step="Create a new token on your account page, restricted by expiry, projects, account or to downloads only.",
    )
