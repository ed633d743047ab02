"""Read the sample packages: what stands in demo/packages/, as values that `build` takes.

Each folder holds a `project.toml` (metadata, releases), a README and the import package. A module
that is newer than the first release is listed under `[since]`; older releases are built without it.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version

from demo.build import Distribution

PACKAGES = Path(__file__).parent / "packages"
_CLASSIFIERS = (
    "Development Status :: 5 - Production/Stable",
    "Programming Language :: Python :: 3",
    "Typing :: Typed",
)
_CONTENT_TYPES = {".md": "text/markdown", ".rst": "text/x-rst"}


@dataclass(frozen=True, slots=True)
class SampleRelease:
    """One release of a sample package.

    Args:
        days_ago: When it was published; None for one that is not yet.
        yanked: The reason why it was yanked, or empty.
    """

    distribution: Distribution
    days_ago: int | None
    yanked: str


def sample_releases() -> list[SampleRelease]:
    """Return every release of every sample package, each package's in the order of its versions."""
    return [release for folder in sorted(PACKAGES.iterdir()) for release in _releases(folder)]


def _releases(folder: Path) -> Iterator[SampleRelease]:
    project = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
    for number, release in enumerate(project["releases"], start=1):
        yield SampleRelease(
            _distribution(folder, project, project["releases"][:number]),
            release.get("days_ago"),
            release.get("yanked", ""),
        )


def _distribution(folder: Path, project: dict[str, Any], releases: list[dict[str, Any]]) -> Distribution:
    """Return the newest of these releases, which are all up to and including it."""
    newest = releases[-1]
    readme = folder / project["readme"]
    return Distribution(
        name=project["name"],
        version=newest["version"],
        summary=project["summary"],
        description=readme.read_text(encoding="utf-8") + _changes(releases),
        description_content_type=_CONTENT_TYPES[readme.suffix],
        author=f"The {project['name']} maintainers",
        requires_python=project["requires-python"],
        requires=tuple(newest.get("requires", ())),
        keywords=tuple(project["keywords"]),
        classifiers=(*_CLASSIFIERS, *project["topics"]),
        urls={"Documentation": f"https://{project['name']}.example/"},
        scripts=project.get("scripts", {}),
        files=dict(_files(folder / project["name"], project.get("since", {}), newest["version"])),
    )


def _changes(releases: list[dict[str, Any]]) -> str:
    """Return a chapter that reads the same in Markdown and in reStructuredText."""
    lines = [f"* {release['version']}: {release['news'].replace('`', '')}" for release in reversed(releases)]
    return "\n".join(["", "Changes", "-------", "", *lines, ""])


def _files(package: Path, since: dict[str, str], version: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(package.iterdir()):
        is_there = path.suffix in {".py", ".typed"} and Version(since.get(path.name, "0")) <= Version(version)
        if is_there:
            yield f"{package.name}/{path.name}", path.read_bytes()
