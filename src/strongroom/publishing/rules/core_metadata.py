"""Core metadata as a value: which fields there are, and how a form and a METADATA file spell them.

No judgment here: `metadata_checks` and `metadata_policy` find the faults.
Source: the core metadata specification; PEP 241, 314, 345, 566, 643, 685, 639, 794.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import cast, get_type_hints

from packaging.metadata import RawMetadata


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """What a distribution says of itself, in the publisher's words; empty where it says nothing.

    The attribute names are those of `packaging.metadata.RawMetadata`.
    """

    metadata_version: str = ""
    name: str = ""
    version: str = ""
    summary: str = ""
    description: str = ""
    description_content_type: str = ""
    keywords: tuple[str, ...] = ()
    home_page: str = ""
    download_url: str = ""
    project_urls: tuple[tuple[str, str], ...] = ()
    author: str = ""
    author_email: str = ""
    maintainer: str = ""
    maintainer_email: str = ""
    license: str = ""
    license_expression: str = ""
    license_files: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    supported_platforms: tuple[str, ...] = ()
    requires_python: str = ""
    requires_dist: tuple[str, ...] = ()
    requires_external: tuple[str, ...] = ()
    provides_extra: tuple[str, ...] = ()
    provides_dist: tuple[str, ...] = ()
    obsoletes_dist: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()
    import_names: tuple[str, ...] = ()
    import_namespaces: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    obsoletes: tuple[str, ...] = ()

    @classmethod
    def from_raw(cls, raw: RawMetadata) -> "CoreMetadata":
        """Return the same content with tuples for lists and for the mapping of project URLs."""
        return cls(**{name: _frozen(value) for name, value in raw.items() if name in ATTRIBUTES})  # type: ignore[arg-type]


def _frozen(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


ATTRIBUTES = tuple(field.name for field in fields(CoreMetadata))
_SINGLE_USE = {name for name, kind in get_type_hints(RawMetadata).items() if kind is str} | {"keywords"}
_FORM_FIELDS = {
    "platforms": "platform",
    "supported_platforms": "supported_platform",
    "license_files": "license_file",
}
_HEADERS = {
    "author_email": "Author-email",
    "home_page": "Home-page",
    "maintainer_email": "Maintainer-email",
    "classifiers": "Classifier",
    "download_url": "Download-URL",
    "import_names": "Import-Name",
    "import_namespaces": "Import-Namespace",
    "license_files": "License-File",
    "platforms": "Platform",
    "project_urls": "Project-URL",
    "supported_platforms": "Supported-Platform",
}


def form_field(attribute: str) -> str:
    """Return the upload form's name of a field: `platforms` is sent as `platform`."""
    return _FORM_FIELDS.get(attribute, attribute)


def header(attribute: str) -> str:
    """Return the field's name as METADATA and PKG-INFO write it, such as `Requires-Dist`."""
    return _HEADERS.get(attribute, attribute.replace("_", "-").title())


def is_single_use(attribute: str) -> bool:
    """The field may be given once only."""
    return attribute in _SINGLE_USE


def storable(text: str) -> str:
    """Escape what databases and encodings refuse: NUL and lone surrogates."""
    return text.replace("\0", r"\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def raw_from_form(values: Mapping[str, Sequence[str]]) -> tuple[RawMetadata, tuple[str, ...]]:
    """Return the metadata in a form's values, and the attributes that are repeated although they may not be.

    Args:
        values: Form field to the values given for it, each at least one.
    """
    raw: dict[str, object] = {}
    repeated = []
    for attribute in ATTRIBUTES:
        given = values.get(form_field(attribute), ())
        if not given:
            continue
        if _is_repeated(attribute, given):
            repeated.append(attribute)
        else:
            raw[attribute] = _raw_value(attribute, given)
    return cast(RawMetadata, raw), tuple(repeated)


def _is_repeated(attribute: str, given: Sequence[str]) -> bool:
    if attribute == "project_urls":
        return len({_label_and_url(text)[0] for text in given}) < len(given)
    return is_single_use(attribute) and len(given) > 1


def _raw_value(attribute: str, given: Sequence[str]) -> str | list[str] | dict[str, str]:
    if attribute == "keywords":
        return [word.strip() for word in given[0].split(",")]
    if attribute == "project_urls":
        return dict(_label_and_url(text) for text in given)
    return given[0] if is_single_use(attribute) else list(given)


def _label_and_url(text: str) -> tuple[str, str]:
    label, _, url = text.partition(",")
    return label.strip(), url.strip()
