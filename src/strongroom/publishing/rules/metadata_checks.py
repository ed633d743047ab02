"""Faults that the core metadata specification itself finds in metadata.

The parsing is left to `packaging.metadata`, one field at a time, so that one field's failure
hides no other's. What this index asks beyond the specification is in `metadata_policy`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from packaging.metadata import Metadata, RawMetadata

from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown
from strongroom.publishing.rules.core_metadata import form_field, header

METADATA_VERSIONS = ("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5")
"""What is taken. 2.0 was never published; what is newer, no client sends yet."""

NEWEST_METADATA_VERSION = "2.6"
"""PEP 808, the newest that `packaging` reads; used to parse fields of metadata of unknown version."""

MAX_PARSED_CHARACTERS = 4000
"""Characters of one version, specifier or content type. Python turns at most 4,300 digits into a
number, and the e-mail package takes quadratic time over parameters."""

_PARSED = frozenset(
    (
        "version",
        "requires_python",
        "requires_dist",
        "provides_dist",
        "obsoletes_dist",
        "description_content_type",
    )
)
_MAX_REASON_CHARACTERS = 240
_NEXT_STEPS = {
    "metadata_version": "Build the file again with a current build backend.",
    "version": "Use a version as PEP 440 describes, such as 1.0 or 2.1rc1.",
    "requires_python": "Write a version specifier, such as '>=3.9'.",
    "requires_dist": "Write a dependency specifier, such as 'requests>=2.31; python_version<\"3.12\"'.",
    "license_expression": "Write an SPDX license expression, such as 'MIT' or 'Apache-2.0 OR BSD-3-Clause'.",
    "license_files": "Write the path below the project's root, with '/' and without '..' or wildcards.",
    "description_content_type": "Use text/markdown, text/x-rst or text/plain, with charset UTF-8.",
    "summary": "Shorten the summary to one line.",
    "dynamic": "List only fields that a build may change; never Name, Version or Metadata-Version.",
    "provides_extra": "Name extras as projects are named: letters, digits, and '.', '_' or '-' inside.",
}
_MEND_AND_BUILD_AGAIN = "Correct it in the project's configuration and build the file again."


def next_step_for(attribute: str) -> str:
    """Return the sentence that helps with a faulty field."""
    return _NEXT_STEPS.get(attribute, _MEND_AND_BUILD_AGAIN)


def metadata_faults(raw: RawMetadata) -> Iterator[Fault]:
    """Yield what the specification forbids, in no particular order.

    The name is not judged: `foundation.names` does that.
    """
    known_version = raw.get("metadata_version", "") in METADATA_VERSIONS
    declared = raw.get("metadata_version", "") if known_version else NEWEST_METADATA_VERSION
    if not known_version:
        yield _unknown_metadata_version(raw.get("metadata_version", ""))
    if "version" not in raw:
        yield _fault("version", "is missing", code="missing_version")
    for attribute, value in raw.items():
        if attribute not in ("metadata_version", "name"):
            yield from _field_faults(attribute, value, declared=declared)
    yield from _contradictions(raw)


def _unknown_metadata_version(given: str) -> Fault:
    said = f"is {shown(given)}, which is not a metadata version" if given else "is missing"
    return _fault("metadata_version", said, code="invalid_metadata_version")


def _field_faults(attribute: str, value: object, *, declared: str) -> Iterator[Fault]:
    longest = max((len(text) for text in _texts(value)), default=0)
    if attribute in _PARSED and longest > MAX_PARSED_CHARACTERS:
        yield _fault(attribute, f"has more than {MAX_PARSED_CHARACTERS} characters")
        return
    probe = {"metadata_version": declared, "name": "probe", "version": "1", attribute: value}
    for reason in _rejections(probe):
        too_new = not _rejections(probe | {"metadata_version": NEWEST_METADATA_VERSION})
        what = f"is not valid: {_elided(reason, _texts(value))}"
        yield _fault(attribute, what, next_step=BUILD_AGAIN if too_new else "")


def _rejections(probe: dict[str, object]) -> list[str]:
    try:
        Metadata.from_raw(cast(RawMetadata, {"name": "probe", "version": "1", **probe}))
    except ExceptionGroup as group:
        return [str(error) for error in group.exceptions]
    except Exception as error:  # noqa: BLE001 - nested or huge expressions end in RecursionError, MemoryError and others
        return [f"it cannot be parsed ({type(error).__name__})"]
    return []


def _texts(value: object) -> Sequence[str]:
    return [value] if isinstance(value, str) else [str(item) for item in cast(Any, value)]


def _elided(reason: str, values: Sequence[str]) -> str:
    for value in values:
        reason = reason.replace(repr(value), shown(value))
    return reason if len(reason) <= _MAX_REASON_CHARACTERS else reason[:_MAX_REASON_CHARACTERS] + "…"


def _contradictions(raw: RawMetadata) -> Iterator[Fault]:
    if "license" in raw and "license_expression" in raw:
        yield Fault(
            "conflicting_licenses",
            "License and License-Expression are both given, and only one may be (PEP 639).",
            "Keep the license expression and remove the license text and license classifiers.",
            "license",
        )
    namespaces = {_import_path(name) for name in raw.get("import_namespaces", [])}
    for name in sorted({_import_path(name) for name in raw.get("import_names", [])} & namespaces):
        yield _fault("import_names", f"lists {shown(name)}, which Import-Namespace lists as well")


def _import_path(entry: str) -> str:
    return entry.partition(";")[0].strip()


def _fault(attribute: str, said: str, *, code: str = "", next_step: str = "") -> Fault:
    """Return a fault about one field: `said` continues the sentence that the field's name begins."""
    return Fault(
        code or f"invalid_{form_field(attribute)}",
        f"{header(attribute)} {said.rstrip('.')}.",
        next_step or next_step_for(attribute),
        form_field(attribute),
    )


def repeated_field(attribute: str) -> Fault:
    """Return the fault of a field, or of a label in it, that is given twice."""
    return _fault(
        attribute, "has invalid data: it is given more than once", code=f"repeated_{form_field(attribute)}"
    )
