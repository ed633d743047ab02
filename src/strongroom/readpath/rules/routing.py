"""Which index answers for the name of a project: this one, the upstream, or nobody.

The order is the protection against dependency confusion: a name that was ever taken here, or that is
reserved, is answered by this index alone, also where it has nothing to show. Whoever registers the
same name upstream is never asked. Names are compared in normal form only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize

_WILDCARD = "*"


class Source(StrEnum):
    """Who answers for a name."""

    OWNED = "owned"
    RESERVED = "reserved"
    UPSTREAM = "upstream"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers for a name, and the rule in words: a whole sentence."""

    name: NormalizedName
    source: Source
    reason: str


@dataclass(frozen=True, slots=True)
class ReservedNames:
    """Names, and beginnings of names followed by `*`, that never come from an upstream.

    Made by `parse`, in normal form: `Acme_*` is kept as `acme-*`.
    """

    entries: tuple[str, ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "ReservedNames":
        """Return the reserved names of these entries.

        Raises:
            ValueError: for an entry that is neither a name nor a beginning of names followed by `*`.
        """
        return cls(tuple(_normal_entry(text.strip()) for text in texts))

    def and_namespaces(self, granted: Iterable[NormalizedName]) -> "ReservedNames":
        """Return these names and those of granted namespaces: each itself, and what begins with it and a hyphen (PEP 752)."""
        return ReservedNames((*self.entries, *(entry for name in granted for entry in (name, f"{name}-*"))))

    def find_entry(self, name: NormalizedName) -> str | None:
        """Return the entry that covers a name, or None."""
        return next((entry for entry in self.entries if _covers(entry, name)), None)


def route(name: NormalizedName, *, owned: bool, reserved: ReservedNames, upstream: bool) -> Route:
    """Return who answers for a name.

    Args:
        owned: A project of that name exists or ever existed here, shown or not.
        upstream: There is an upstream to ask.
    """
    if owned:
        return Route(
            name, Source.OWNED, f"{name} is a name of this index, so only this index answers for it."
        )
    entry = reserved.find_entry(name)
    if entry is not None:
        reason = f"{name} is reserved for this index ({entry}) and never comes from elsewhere."
        return Route(name, Source.RESERVED, reason)
    if upstream:
        reason = f"{name} is neither a name of this index nor reserved, so it comes from the upstream index."
        return Route(name, Source.UPSTREAM, reason)
    reason = f"{name} is not a name of this index, and no other index is asked."
    return Route(name, Source.NOBODY, reason)


def _normal_entry(text: str) -> str:
    beginning = text.removesuffix(_WILDCARD)
    if not beginning or not is_valid_name(_completed(text)):
        raise ValueError(f"names, or beginnings of names followed by *, such as acme-*; {text!r} is neither")
    normal = normalize(_completed(text))
    return normal if beginning == text else normal[:-1] + _WILDCARD


def _completed(text: str) -> str:
    """Return an entry as a name it covers, so that it is checked and normalized as names are."""
    return text.removesuffix(_WILDCARD) + "0" if text.endswith(_WILDCARD) else text


def _covers(entry: str, name: NormalizedName) -> bool:
    return name.startswith(entry[:-1]) if entry.endswith(_WILDCARD) else name == entry
