"""By what and with what the demonstration's sample projects were downloaded: their daily counts, divided up.

Newer releases take over from older ones within some weeks, newer Pythons and installers in the course of the half year. The same
for the same day, as all of the demonstration.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from demo.build import build_sdist, build_wheel
from demo.plan import Project
from demo.traffic import dice
from strongroom.downloads.rules.details import ClientFacts, DetailRow, FileFacts

_SYSTEMS = {"Linux": 78, "macOS": 9, "Windows": 11, "": 2}
_PYTHONS = {"3.9": 5, "3.10": 12, "3.11": 25, "3.12": 30, "3.13": 18, "3.14": 6}
_INSTALLERS = {
    ("pip", "26.3"): 30,
    ("pip", "25.2"): 18,
    ("uv", "0.9"): 34,
    ("poetry", "2.2"): 11,
    ("pdm", "2.26"): 2,
}
_OTHERS = {
    "mirror": ("bandersnatch", "6.6"),
    "browser": ("mozilla", "5.0"),
    "unknown": ("", ""),
}
_SOURCE = 0.06
"""Part of the downloads that takes the source distribution where there is one."""
_TAKES_OVER_DAYS = 25
_SHARES = 24
"""Rows into which a day's installers are divided."""


@dataclass(frozen=True, slots=True)
class _Release:
    days_ago: int
    files: tuple[FileFacts, ...]


def daily_details(
    project: Project, counts: Sequence[tuple[date, str, int]], today: date
) -> Iterator[DetailRow]:
    """Yield rows that add up to the daily counts (day, client class, downloads) of a project."""
    releases, chance = _releases(project), dice(f"{project.name}: details")
    for on, kind, downloads in counts:
        published = [one for one in releases if one.days_ago >= (today - on).days]
        if not published:
            continue
        for share in _shares(downloads, _SHARES if kind == "installer" else 1, chance):
            yield DetailRow(
                on, project.name, _file(published, (today - on).days, chance), _client(kind, chance), share
            )


def _releases(project: Project) -> list[_Release]:
    made = []
    for release in project.releases:
        if release.days_ago is None:
            continue
        builds = [(build_wheel(release.distribution), "wheel")]
        if release.distribution.files:
            builds.append((build_sdist(release.distribution), "sdist"))
        version = release.distribution.version
        files = tuple(FileFacts(version, built.filename, kind) for built, kind in builds)
        made.append(_Release(release.days_ago, files))
    return made


def _shares(downloads: int, number: int, chance: random.Random) -> Iterator[int]:
    """Divide downloads; every part is at least one."""
    weights = [chance.random() + 0.2 for _ in range(min(number, downloads))]
    left, scale = downloads, sum(weights)
    for weight in weights[:-1]:
        part = max(1, int((downloads - len(weights)) * weight / scale))
        left -= part
        yield part
    yield left


def _file(published: Sequence[_Release], day: int, chance: random.Random) -> FileFacts:
    """Choose a file: of the newest release, more surely the longer it is out."""
    chosen = published[0]
    for release in published[1:]:
        if chance.random() < min(0.92, (release.days_ago - day + 1) / _TAKES_OVER_DAYS):
            chosen = release
    return chosen.files[-1] if chance.random() < _SOURCE else chosen.files[0]


def _client(kind: str, chance: random.Random) -> ClientFacts:
    if kind != "installer":
        installer, version = _OTHERS[kind]
        return ClientFacts(
            kind, installer, version, "3.11" if kind == "mirror" else "", "Linux" if kind == "mirror" else ""
        )
    ((installer, version),) = chance.choices(list(_INSTALLERS), weights=list(_INSTALLERS.values()))
    (python,) = chance.choices(list(_PYTHONS), weights=list(_PYTHONS.values()))
    (system,) = chance.choices(list(_SYSTEMS), weights=list(_SYSTEMS.values()))
    return ClientFacts(kind, installer, version, python, system)
