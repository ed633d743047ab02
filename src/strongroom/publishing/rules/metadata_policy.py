"""What this index asks of metadata beyond the specification, as PyPI does.

No local versions, no direct references, known classifiers, web addresses that are web addresses.
Assumes metadata in which `metadata_checks` may have found faults: it skips what it cannot read.
"""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import urlsplit

from packaging.metadata import RawMetadata
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version
from trove_classifiers import all_classifiers, deprecated_classifiers

from strongroom.publishing.errors import Fault, shown
from strongroom.publishing.rules.core_metadata import header
from strongroom.publishing.rules.metadata_checks import MAX_PARSED_CHARACTERS, next_step_for

MAX_VERSION_CHARACTERS = 200
MAX_REQUIRES_PYTHON_CHARACTERS = 500
MAX_SUMMARY_CHARACTERS = 512
MAX_LABEL_CHARACTERS = 32

_ADDRESS = re.compile(
    r"""[^\s@<>()\[\],;:\\"]{1,64}@(?:[^\s@<>()\[\],;:\\".]{1,63}\.)+[^\s@<>()\[\],;:\\".]{2,63}\Z"""
)


def policy_faults(raw: RawMetadata) -> Iterator[Fault]:
    """Yield what this index does not take, in no particular order."""
    yield from _version(raw.get("version", ""))
    yield from _requires_python(raw.get("requires_python", ""))
    yield from _summary(raw.get("summary", ""))
    yield from _people(raw)
    yield from _classifiers(raw.get("classifiers", []))
    yield from _pages(raw)
    yield from _project_urls(raw.get("project_urls", {}))
    for attribute in ("requires_dist", "provides_dist", "obsoletes_dist"):
        yield from dependency_faults(attribute, raw.get(attribute, []))  # type: ignore[arg-type]


def _version(raw_version: str) -> Iterator[Fault]:
    if len(raw_version) > MAX_PARSED_CHARACTERS:
        return
    try:
        version = Version(raw_version)
    except InvalidVersion:
        return
    if version.local is not None:
        yield Fault(
            "local_version",
            f"Version {shown(raw_version)} is a local version, which a public index does not take (PEP 440).",
            "Remove the part from '+' on, and build the file again.",
            "version",
        )
    if len(str(version)) > MAX_VERSION_CHARACTERS:
        yield Fault(
            "long_version",
            f"Version {shown(raw_version)} has {len(str(version))} characters; {MAX_VERSION_CHARACTERS} are allowed.",
            "Use a shorter version, and build the file again.",
            "version",
        )


def _requires_python(specifiers: str) -> Iterator[Fault]:
    if len(specifiers) > MAX_REQUIRES_PYTHON_CHARACTERS:
        yield Fault(
            "long_requires_python",
            f"Requires-Python has {len(specifiers)} characters; {MAX_REQUIRES_PYTHON_CHARACTERS} are allowed.",
            "Name the oldest Python that is supported, such as '>=3.9', and build the file again.",
            "requires_python",
        )


def _summary(summary: str) -> Iterator[Fault]:
    if len(summary) > MAX_SUMMARY_CHARACTERS:
        yield Fault(
            "long_summary",
            f"Summary has {len(summary)} characters; {MAX_SUMMARY_CHARACTERS} are allowed.",
            "Shorten the summary, and put the rest into the description.",
            "summary",
        )


def _people(raw: RawMetadata) -> Iterator[Fault]:
    for attribute, value in (
        ("author_email", raw.get("author_email", "")),
        ("maintainer_email", raw.get("maintainer_email", "")),
    ):
        address = parseaddr(value)[1]
        if address and not _ADDRESS.match(address):
            yield Fault(
                "invalid_email",
                f"{header(attribute)} names {shown(address)}, which is not an e-mail address.",
                "Write it as 'Ada Example <ada@example.org>', and put names with commas in double quotes.",
                attribute,
            )


def _classifiers(classifiers: list[str]) -> Iterator[Fault]:
    for classifier in dict.fromkeys(classifiers):
        if classifier in deprecated_classifiers:
            instead = " or ".join(repr(name) for name in deprecated_classifiers[classifier])
            yield _bad_classifier(
                classifier, "is deprecated", f"Use {instead} instead." if instead else "Remove it."
            )
        elif classifier.startswith("Private ::"):
            yield _bad_classifier(
                classifier, "forbids publishing", "Remove it if the project is to be public."
            )
        elif classifier not in all_classifiers:
            yield _bad_classifier(
                classifier, "does not exist", "Choose one from the list of trove classifiers."
            )


def _bad_classifier(classifier: str, what: str, next_step: str) -> Fault:
    return Fault("invalid_classifier", f"Classifier {shown(classifier)} {what}.", next_step, "classifiers")


def _pages(raw: RawMetadata) -> Iterator[Fault]:
    for attribute, url in (("home_page", raw.get("home_page")), ("download_url", raw.get("download_url"))):
        if url and not is_web_address(url):
            yield _bad_url(header(attribute), url, attribute)


def _project_urls(urls: dict[str, str]) -> Iterator[Fault]:
    for label, url in urls.items():
        if not 1 <= len(label) <= MAX_LABEL_CHARACTERS:
            yield Fault(
                "invalid_url_label",
                f"Project-URL has the label {shown(label)}, which has {len(label)} characters.",
                f"Write 'label, address' with a label of 1 to {MAX_LABEL_CHARACTERS} characters.",
                "project_urls",
            )
        elif not is_web_address(url):
            yield _bad_url(f"Project-URL {shown(label)}", url, "project_urls")


def _bad_url(subject: str, url: str, field: str) -> Fault:
    form = "'label, address', with an address" if field == "project_urls" else "an address"
    return Fault(
        "invalid_url",
        f"{subject} is {shown(url)}, which is not a web address.",
        f"Write {form} that begins with https:// or http://.",
        field,
    )


def is_web_address(url: str) -> bool:
    """The text is an http or https URL with a host, and holds no spaces or control characters."""
    if any(character <= " " or character == "\x7f" for character in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def dependency_faults(attribute: str, dependencies: list[str]) -> Iterator[Fault]:
    """Yield a fault for each dependency that cannot be read or that names a URL instead of a version.

    `metadata_checks` has already reported what is unreadable in Requires-Dist.
    """
    for dependency in dependencies:
        try:
            url = Requirement(dependency[:MAX_PARSED_CHARACTERS]).url
        except (InvalidRequirement, RecursionError):
            if attribute != "requires_dist":
                yield Fault(
                    "invalid_dependency",
                    f"{header(attribute)} is {shown(dependency)}, which is not a dependency specifier.",
                    next_step_for("requires_dist"),
                    attribute,
                )
            continue
        if url is not None:
            yield Fault(
                "direct_reference",
                f"{header(attribute)} is {shown(dependency)}, a direct reference, which a public index does not take.",
                "Depend on a published version instead, such as 'name>=1.0'.",
                attribute,
            )
