"""What the servers serve: wheels that are made here, the same bytes on every machine."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from demo.build import Built, Distribution, build_wheel, metadata_fields

SMALL = "small-page"
"""Its page has about 10 kB, its files 20 kB."""
LARGE = "large-page-of-a-project-with-hundreds-of-files"
"""Its page has about 350 kB."""
HEAVY = "heavy-file"
"""Its only file has 100 MB."""
CLOSURE = tuple(f"closure-{number:02}" for number in range(1, 31))
"""Thirty projects of 20 to 200 kB; to install the first is to install all."""

PROJECTS = (SMALL, LARGE, HEAVY, *CLOSURE)

_SMALL_FILES = 27
_LARGE_FILES = 470
_LARGE_REQUIRES_PYTHON = ">=3.10, " + ", ".join(
    f"!=3.{minor}.{patch}" for minor in (10, 11) for patch in range(15)
)
"""Long on purpose: the page grows to its size with fewer uploads."""
_WHEEL_OVERHEAD_BYTES = 850
"""Metadata, RECORD and the archive's own records."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A wheel with what an upload form says of it."""

    distribution: Distribution
    built: Built

    @property
    def form(self) -> list[tuple[str, str]]:
        """The text fields that twine sends with it."""
        content = self.built.content
        said = metadata_fields(self.distribution)
        return [
            (":action", "file_upload"),
            ("protocol_version", "1"),
            ("filetype", self.built.filetype),
            ("pyversion", self.built.python_version),
            ("md5_digest", hashlib.md5(content, usedforsecurity=False).hexdigest()),
            ("sha256_digest", self.built.sha256),
            ("blake2_256_digest", hashlib.blake2b(content, digest_size=32).hexdigest()),
            *((header.lower().replace("-", "_"), value) for header, value in said),
        ]


def publication(
    name: str,
    *,
    version: str = "1.0",
    size_bytes: int = 1000,
    requires: Iterable[str] = (),
    requires_python: str = ">=3.10",
) -> Publication:
    """Return a wheel of about this size whose content does not compress."""
    data = hashlib.shake_256(f"{name} {version}".encode()).digest(max(1, size_bytes - _WHEEL_OVERHEAD_BYTES))
    package = name.replace("-", "_")
    distribution = Distribution(
        name=name,
        version=version,
        summary="Made to be measured.",
        requires=tuple(requires),
        requires_python=requires_python,
        files={f"{package}/__init__.py": b"", f"{package}/data.bin": data},
    )
    return Publication(distribution, build_wheel(distribution))


def small_page() -> list[Publication]:
    """Return the files of the project with the small page."""
    return [publication(SMALL, version=f"1.{number}", size_bytes=20_000) for number in range(_SMALL_FILES)]


def large_page() -> list[Publication]:
    """Return the files of the project with the large page."""
    return [
        publication(LARGE, version=f"1.{number}", requires_python=_LARGE_REQUIRES_PYTHON)
        for number in range(_LARGE_FILES)
    ]


def heavy_file() -> list[Publication]:
    """Return the file of 100 MB."""
    return [publication(HEAVY, size_bytes=100_000_000)]


def closure() -> list[Publication]:
    """Return the thirty projects: a binary tree of requirements, and each also requires its neighbor."""
    return [_of_closure(number) for number in range(1, len(CLOSURE) + 1)]


def _of_closure(number: int) -> Publication:
    wanted = sorted({number + 1, 2 * number, 2 * number + 1})
    requires = [f"{CLOSURE[other - 1]}>=1.0" for other in wanted if other <= len(CLOSURE)]
    size_bytes = 20_000 + (number * 7919) % 180_001
    return publication(CLOSURE[number - 1], size_bytes=size_bytes, requires=requires)


def write(publications: Iterable[Publication], *, folder: Path) -> None:
    """Write the wheels into the folder."""
    for each in publications:
        (folder / each.built.filename).write_bytes(each.built.content)
