"""The archive and the form must say the same.

Installers read the METADATA or PKG-INFO inside the archive, people and the index read what the form
said. Whatever both carry must mean the same; a form may leave fields out (flit's does).
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import cast

from packaging.licenses import canonicalize_license_expression
from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from strongroom.publishing.errors import BUILD_AGAIN, Fault, UploadRefused, refuse_if, shown
from strongroom.publishing.rules.core_metadata import ATTRIBUTES, CoreMetadata, form_field, header, storable
from strongroom.publishing.rules.metadata_checks import METADATA_VERSIONS, metadata_faults
from strongroom.publishing.rules.metadata_policy import policy_faults

_NOT_COMPARED = frozenset(
    (
        "metadata_version",  # flit's form always says 2.3, whatever the file says
        "requires",  # obsolete since metadata 1.2; hatch sends only the last of several
        "provides",
        "obsoletes",
    )
)
_MUST_BE_INSIDE = frozenset(("requires_python", "requires_dist"))
"""What installers act on: a form cannot say it of a file that does not. The other way round, flit's form leaves things out."""
_SEND_WHAT_IS_INSIDE = "Upload with a client that reads the metadata from the file, or build the file again."


def check_agreement(said: CoreMetadata, *, metadata_bytes: bytes, filename: str) -> None:
    """Check that the form says what the archive says.

    Args:
        said: The form's metadata, valid.
        metadata_bytes: METADATA or PKG-INFO as it is in the archive.
        filename: The distribution file's name, for the messages.

    Raises:
        UploadRefused: naming each field that differs, is unreadable or missing in the archive, and what
            is wrong with requirements that only the archive carries.
    """
    raw, unreadable = _parsed(metadata_bytes, filename)
    inside = CoreMetadata.from_raw(raw)
    refuse_if(
        [
            *(_unreadable_field(attribute, filename) for attribute in unreadable),
            *_missing_identity(inside, unreadable, filename),
            *_differences(said, inside, filename),
            *_faults_of_the_unsaid(said, raw),
        ]
    )


def _parsed(metadata_bytes: bytes, filename: str) -> tuple[RawMetadata, list[str]]:
    """Return what the archive says, and the known fields that are repeated or not UTF-8."""
    try:
        raw, unparsed = parse_email(metadata_bytes)
    except Exception as error:  # the e-mail package fails in many ways on hostile headers
        raise UploadRefused(
            Fault(
                "unreadable_metadata",
                f"The metadata inside {shown(filename)} cannot be read.",
                BUILD_AGAIN,
                "content",
            )
        ) from error
    known = {header(attribute).lower(): attribute for attribute in ATTRIBUTES}
    present = {key: value for key, value in raw.items() if not _is_absent(value)}
    return cast(RawMetadata, present), [known[name] for name in sorted(unparsed) if name in known]


def _is_absent(value: object) -> bool:
    return not value or value in ("UNKNOWN", ["UNKNOWN"])


def _unreadable_field(attribute: str, filename: str) -> Fault:
    return Fault(
        "unreadable_metadata",
        f"The metadata inside {shown(filename)} gives {header(attribute)} more than once, or not in UTF-8.",
        BUILD_AGAIN,
        form_field(attribute),
    )


def _missing_identity(inside: CoreMetadata, unreadable: Iterable[str], filename: str) -> Iterator[Fault]:
    for attribute in ("name", "version"):
        if not getattr(inside, attribute) and attribute not in unreadable:
            yield Fault(
                "incomplete_metadata",
                f"The metadata inside {shown(filename)} has no {header(attribute)}.",
                BUILD_AGAIN,
                attribute,
            )


def _differences(said: CoreMetadata, inside: CoreMetadata, filename: str) -> Iterator[Fault]:
    for attribute in ATTRIBUTES:
        ours, theirs = getattr(said, attribute), getattr(inside, attribute)
        if attribute in _NOT_COMPARED or not ours:
            continue
        if not theirs and attribute not in _MUST_BE_INSIDE:
            continue
        if _meaning(attribute, ours) != _meaning(attribute, theirs):
            yield Fault(
                "metadata_disagrees",
                f"{header(attribute)} differs: the form says {_excerpt(ours)}, "
                f"the metadata inside {shown(filename)} says {_excerpt(theirs)}.",
                _SEND_WHAT_IS_INSIDE,
                form_field(attribute),
            )


def _faults_of_the_unsaid(said: CoreMetadata, raw: RawMetadata) -> Iterator[Fault]:
    """Yield what is wrong with requirements that installers find inside, and that the form leaves out."""
    only_inside = {
        attribute: value
        for attribute, value in raw.items()
        if attribute in _MUST_BE_INSIDE and not getattr(said, attribute)
    }
    judged = cast(RawMetadata, {"metadata_version": METADATA_VERSIONS[-1], "version": "1", **only_inside})
    yield from metadata_faults(judged)
    yield from policy_faults(judged)


def _excerpt(value: str | tuple[object, ...]) -> str:
    if isinstance(value, str):
        return shown(value)
    return shown("; ".join(": ".join(item) if isinstance(item, tuple) else str(item) for item in value))


def _meaning(attribute: str, value: str | tuple[object, ...]) -> Hashable:
    """Return what two spellings of the same content share."""
    normalized = _NORMALIZED.get(attribute, _words)
    if isinstance(value, str):
        return _or_words(normalized, value)
    return frozenset(item if isinstance(item, tuple) else _or_words(normalized, str(item)) for item in value)


def _or_words(normalized: Callable[[str], Hashable], text: str) -> Hashable:
    try:
        return normalized(text)
    except (ValueError, RecursionError):
        return _words(text)


def _words(text: str) -> str:
    """Return the text as a form would hold it, with its white space evened out: clients fold lines differently."""
    return " ".join(storable(text).split())


def _specifiers(text: str) -> Hashable:
    return frozenset(str(one) for one in SpecifierSet(text))


def _keyword(text: str) -> Hashable:
    return tuple(re.split(r"[,\s]+", text.strip(", \t\r\n")))


_NORMALIZED: Mapping[str, Callable[[str], Hashable]] = {
    "name": canonicalize_name,
    "version": Version,
    "requires_python": _specifiers,
    "requires_dist": Requirement,
    "provides_dist": Requirement,
    "obsoletes_dist": Requirement,
    "provides_extra": canonicalize_name,
    "license_expression": canonicalize_license_expression,
    "keywords": _keyword,
    "dynamic": str.lower,
}
