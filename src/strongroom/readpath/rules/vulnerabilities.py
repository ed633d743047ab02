"""Known vulnerabilities: an OSV document in, which versions of which project it affects.

Only what concerns PyPI is read: `affected` entries whose ecosystem is `PyPI`, their `versions`, and
their ranges of type ECOSYSTEM, in PEP 440 order. A version or range that is no PEP 440 says nothing.

Source: the OSV schema, sections "affected" and "Evaluation".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from packaging.version import InvalidVersion, Version

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize

T = TypeVar("T")
Event = tuple[str, Version]

_INTRODUCED, _FIXED, _LAST_AFFECTED = "introduced", "fixed", "last_affected"
_BEFORE_ALL = Version("0.dev0")
"""What `introduced: 0` means: no version sorts below."""


class AdvisoryMalformed(ValueError):
    """The document is no OSV advisory. No `Refusal`: nobody asked for anything; it is logged for the operator."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """What a document says of one project.

    Args:
        aliases: Identifiers of the same vulnerability elsewhere.
        link: Where a person reads more.
        withdrawn: When it was taken back, as the document writes it; empty if it stands.
        versions: Affected ones that are listed.
        ranges: Each the events of one range, lowest version first.
    """

    id: str
    aliases: tuple[str, ...]
    summary: str
    details: str
    link: str
    withdrawn: str
    versions: frozenset[Version]
    ranges: tuple[tuple[Event, ...], ...]

    def affects(self, version: Version) -> bool:
        """The version is listed, or in one of the ranges."""
        return version in self.versions or any(_covers(events, version) for events in self.ranges)

    def entry(self) -> dict[str, Any]:
        """Return the advisory as the JSON API shows it."""
        fixes = {version for events in self.ranges for kind, version in events if kind == _FIXED}
        return {
            "id": self.id,
            "aliases": list(self.aliases),
            "summary": self.summary or None,
            "details": self.details,
            "link": self.link,
            "source": "osv",
            "fixed_in": [str(version) for version in sorted(fixes)],
            "withdrawn": self.withdrawn or None,
        }


def read_advisory(document: object) -> dict[NormalizedName, Advisory]:
    """Return what the document says of each project of PyPI's ecosystem; nothing if it is about others.

    Raises:
        AdvisoryMalformed: if it is not of the form that the schema demands.
    """
    advisory = _mapping(document)
    identifier = _text(advisory, "id")
    if not identifier:
        raise AdvisoryMalformed("it has no id")
    affected: dict[NormalizedName, list[Mapping[str, Any]]] = {}
    for one in _list(advisory, "affected", dict):
        name = _project_of(one)
        if name is not None:
            affected.setdefault(name, []).append(one)
    return {
        name: Advisory(
            id=identifier,
            aliases=tuple(_list(advisory, "aliases", str)),
            summary=_text(advisory, "summary"),
            details=_text(advisory, "details"),
            link=_link(advisory, identifier),
            withdrawn=_text(advisory, "withdrawn"),
            versions=frozenset(version for part in parts for version in _versions(part)),
            ranges=tuple(events for part in parts for events in _ranges(part)),
        )
        for name, parts in affected.items()
    }


def _covers(events: tuple[Event, ...], version: Version) -> bool:
    affected = False
    for kind, at in events:
        if kind == _INTRODUCED and version >= at:
            affected = True
        elif (kind == _FIXED and version >= at) or (kind == _LAST_AFFECTED and version > at):
            affected = False
    return affected


def _project_of(affected: Mapping[str, Any]) -> NormalizedName | None:
    package = _mapping(affected.get("package") or {})
    raw_name = _text(package, "name")
    is_ours = _text(package, "ecosystem") == "PyPI" and is_valid_name(raw_name)
    return normalize(raw_name) if is_ours else None


def _versions(affected: Mapping[str, Any]) -> Iterator[Version]:
    for text in _list(affected, "versions", str):
        try:
            yield Version(text)
        except InvalidVersion:
            continue


def _ranges(affected: Mapping[str, Any]) -> Iterator[tuple[Event, ...]]:
    for one in _list(affected, "ranges", dict):
        if _text(one, "type") != "ECOSYSTEM":
            continue
        try:
            events = [event for said in _list(one, "events", dict) for event in _events(said)]
        except InvalidVersion:
            continue  # half a range would affect too much or too little
        yield tuple(sorted(events, key=lambda event: event[1]))


def _events(said: Mapping[str, Any]) -> Iterator[Event]:
    for kind in (_INTRODUCED, _FIXED, _LAST_AFFECTED):
        text = _text(said, kind)
        if text:
            yield kind, _BEFORE_ALL if (kind, text) == (_INTRODUCED, "0") else Version(text)


def _link(advisory: Mapping[str, Any], identifier: str) -> str:
    """Return the address of the advisory itself if the document names one; its page at OSV otherwise."""
    for reference in _list(advisory, "references", dict):
        if _text(reference, "type") == "ADVISORY" and _text(reference, "url"):
            return _text(reference, "url")
    return f"https://osv.dev/vulnerability/{identifier}"


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise AdvisoryMalformed("an object was expected")
    return value


def _list(container: Mapping[str, Any], key: str, kind: type[T]) -> list[T]:
    values = [] if container.get(key) is None else container[key]
    if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
        raise AdvisoryMalformed(f"{key} is not a list of {kind.__name__}")
    if kind is str:
        _require_encodable("".join(values), key)
    return values


def _text(container: Mapping[str, Any], key: str) -> str:
    value = "" if container.get(key) is None else container[key]
    if not isinstance(value, str):
        raise AdvisoryMalformed(f"{key} is not text")
    _require_encodable(value, key)
    return value


def _require_encodable(text: str, key: str) -> None:
    """Refuse half a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise AdvisoryMalformed(f"{key} holds what is no character") from error
