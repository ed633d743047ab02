"""The upload form: from the fields that a client sent to one value, and all that is wrong with them.

Written against what twine, uv, Poetry, PDM, flit and hatch send: empty fields and "UNKNOWN" count
as absent, unknown fields are ignored, digests come in either case, flit sends no pyversion for sdists.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.licenses import canonicalize_license_expression
from packaging.metadata import RawMetadata
from packaging.version import Version

from strongroom.foundation.names import InvalidName, NormalizedName, normalize
from strongroom.publishing.errors import Fault, UploadRefused, shown
from strongroom.publishing.rules.core_metadata import (
    ATTRIBUTES,
    CoreMetadata,
    form_field,
    raw_from_form,
    storable,
)
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.metadata_checks import metadata_faults, repeated_field
from strongroom.publishing.rules.metadata_policy import policy_faults

_DIGEST_CHARACTERS = {"md5": 32, "sha256": 64, "blake2_256": 64}
_SINGLE_USE = (
    "protocol_version",
    "filetype",
    "pyversion",
    "attestations",
    *(f"{kind}_digest" for kind in _DIGEST_CHARACTERS),
)
MAX_PYVERSION_CHARACTERS = 100
_PYVERSION = re.compile(r"[A-Za-z0-9_.]+\Z")
_FIRST_FIELDS = ("metadata_version", "name", "version")
_IDENTITY = frozenset(("name", "version", "filetype"))
"""What a file is: without these, nothing can be asked of it."""
_READABLE = frozenset(("local_version", "long_version"))
"""Faults of a version that says, all the same, which release is meant."""
_METADATA_FIELDS = frozenset(form_field(attribute) for attribute in ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form that says which file of which release is sent.

    Args:
        raw_name: The project's name as the publisher spells it, for display.
        version: In PEP 440 normal form.
        pyversion: The wheel's Python tag as the client said it, or `source`.
        digests: From `md5`, `sha256` or `blake2_256` to lower-case hex.
        metadata: What the form says, also of fields that are faulty.
        attestations: As sent; empty if there are none.
        faults: What is wrong with the form: metadata version, name and version first, then by field name. Where
            there are none, `digests` has one at least, and `metadata` are valid.
    """

    raw_name: str
    name: NormalizedName
    version: str
    filetype: FileType
    pyversion: str
    digests: Mapping[str, str]
    metadata: CoreMetadata
    attestations: str
    faults: tuple[Fault, ...]


def read_form(fields: Mapping[str, Sequence[str]], *, misplaced: Sequence[str] = ()) -> UploadForm:
    """Return the form's content, with its faults.

    Args:
        fields: Every text field of the form, decoded, with all values sent for it.
        misplaced: Names of text fields that were sent as files.

    Raises:
        UploadRefused: if the client speaks another protocol; with all faults of the form, if it does not even say
            which file of which release it is about.
    """
    values = _present_values(fields)
    if values.get("protocol_version", ("1",)) != ("1",):
        raise UploadRefused(_unknown_protocol(values["protocol_version"]))
    raw, repeated = raw_from_form(values)
    faults = [
        *(_sent_as_file(field) for field in misplaced),
        *_form_faults(values),
        *(repeated_field(attribute) for attribute in repeated),
        *_name_faults(raw, repeated=repeated),
        *(fault for fault in metadata_faults(raw) if fault.field not in repeated),
        *policy_faults(raw),
    ]
    faults.sort(key=_order)
    if any(fault.field in _IDENTITY for fault in faults if fault.code not in _READABLE):
        raise UploadRefused(*faults)
    return _form(values, raw, tuple(faults))


def _present_values(fields: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    cleaned = {
        field: tuple(storable(value) for value in values if value.strip() not in ("", "UNKNOWN"))
        for field, values in fields.items()
        if field in _METADATA_FIELDS or field in _SINGLE_USE
    }
    return {field: values for field, values in cleaned.items() if values}


def _unknown_protocol(given: Sequence[str]) -> Fault:
    return Fault(
        "unknown_protocol_version",
        f"Unknown protocol version: {shown(', '.join(given))}.",
        "Use a client that speaks version 1 of the upload protocol.",
        "protocol_version",
    )


def _sent_as_file(field: str) -> Fault:
    what = f"The field {shown(field)} was sent as a file."
    return Fault(f"{field}_is_a_file", what, "Send it as plain text.", field)


def _order(fault: Fault) -> tuple[int, str]:
    first = _FIRST_FIELDS.index(fault.field) if fault.field in _FIRST_FIELDS else len(_FIRST_FIELDS)
    return first, fault.field


def _form_faults(values: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    for field in _SINGLE_USE:
        if len(values.get(field, ())) > 1:
            yield Fault(
                f"repeated_{field}", f"The field {field} is given more than once.", "Send it once.", field
            )
    yield from _filetype_faults(values)
    yield from _digest_faults(values)


def _filetype_faults(values: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    filetype = _only(values, "filetype")
    pyversion = _only(values, "pyversion")
    if filetype not in tuple(FileType):
        yield Fault(
            "invalid_filetype",
            f"The field filetype is {shown(filetype)}, which is not a known file type.",
            "Upload a source distribution (sdist) or a wheel (bdist_wheel).",
            "filetype",
        )
    elif filetype == FileType.WHEEL and not pyversion:
        yield Fault(
            "missing_pyversion",
            "Python version is required: a wheel's form says which Python it is for.",
            "Set the field pyversion to the wheel's Python tag, such as py3.",
            "pyversion",
        )
    elif filetype == FileType.WHEEL and not _is_python_tag(pyversion):
        yield Fault(
            "invalid_pyversion",
            f"The field pyversion is {shown(pyversion)}, which is not a Python tag.",
            "Set the field pyversion to the wheel's Python tag, such as py3.",
            "pyversion",
        )
    elif filetype == FileType.SDIST and pyversion not in ("", "source"):
        yield Fault(
            "invalid_pyversion",
            f"The field pyversion is {shown(pyversion)}, but a source distribution is for any Python.",
            "Use 'source' as the Python version of an sdist.",
            "pyversion",
        )


def _is_python_tag(pyversion: str) -> bool:
    return len(pyversion) <= MAX_PYVERSION_CHARACTERS and _PYVERSION.match(pyversion) is not None


def _digest_faults(values: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    if not any(f"{kind}_digest" in values for kind in _DIGEST_CHARACTERS):
        yield Fault(
            "missing_digest",
            "No digest of the file is given.",
            "Include at least one message digest: sha256_digest, blake2_256_digest or md5_digest.",
            "sha256_digest",
        )
    for kind, length in _DIGEST_CHARACTERS.items():
        given = _only(values, f"{kind}_digest")
        if given and not _is_digest(kind, given):
            yield Fault(
                f"invalid_{kind}_digest",
                f"The field {kind}_digest is {shown(given)}, which is not a {kind} digest.",
                f"Use a valid, hex-encoded digest of {length} characters.",
                f"{kind}_digest",
            )


def _is_digest(kind: str, text: str) -> bool:
    return re.fullmatch(f"[0-9a-fA-F]{{{_DIGEST_CHARACTERS[kind]}}}", text) is not None


def _name_faults(raw: RawMetadata, *, repeated: Sequence[str]) -> Iterator[Fault]:
    raw_name = raw.get("name", "")
    if not raw_name and "name" not in repeated:
        yield Fault("missing_name", "Name is missing.", "Send the project's name.", "name")
    elif raw_name:
        try:
            normalize(raw_name)
        except InvalidName as error:
            yield Fault("invalid_name", f"{error.what} {error.why}", error.next_step, "name")


def _only(values: Mapping[str, tuple[str, ...]], field: str) -> str:
    return values.get(field, ("",))[0]


def _form(values: Mapping[str, tuple[str, ...]], raw: RawMetadata, faults: tuple[Fault, ...]) -> UploadForm:
    """Build the value from a form whose name, version and file type can be read."""
    metadata = CoreMetadata.from_raw(raw)
    version = str(Version(metadata.version))
    filetype = FileType(_only(values, "filetype"))
    kinds = (kind for kind in _DIGEST_CHARACTERS if _is_digest(kind, _only(values, f"{kind}_digest")))
    return UploadForm(
        raw_name=metadata.name,
        name=normalize(metadata.name),
        version=version,
        filetype=filetype,
        pyversion=_only(values, "pyversion") or "source",
        digests={kind: _only(values, f"{kind}_digest").lower() for kind in kinds},
        metadata=replace(metadata, version=version, license_expression=_license(metadata)),
        attestations=_only(values, "attestations"),
        faults=faults,
    )


def _license(metadata: CoreMetadata) -> str:
    """Return the license expression in its canonical case (PEP 639), or as it is where it is none."""
    try:
        return metadata.license_expression and str(
            canonicalize_license_expression(metadata.license_expression)
        )
    except (ValueError, RecursionError):
        return metadata.license_expression
