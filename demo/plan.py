"""What is to happen in the demonstration: projects, their people, second factors, downloads. No effects here.

Every day is counted backwards from the day of preparation: 1 is yesterday. The same plan
results on every machine, but for the names of Strongroom's own dependencies.

The story: the index opened 300 days ago. Its operator announced a mandate on critical projects
190 days ago, so that it is in force since 99 days. The project harborlight grew and overtook
copperleaf 79 days ago; it has a notice of its own, of which 12 days are left.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from demo.build import Distribution
from demo.cast import INVENTED_PROJECTS, PEOPLE, SAMPLE_ACCOUNTS
from demo.sources import SampleRelease, sample_releases
from demo.traffic import OPENED, Course, dice, in_window, overtaking

PROJECTS = 400
"""In all: one in a hundred, four, are critical by their downloads."""

ANNOUNCED = 190
NOTICE_DAYS = 90
ENFORCED = ANNOUNCED - NOTICE_DAYS - 1
"""A deadline is the end of the last day of notice."""

OVERTAKES = 79
"""Day on which harborlight becomes critical: 12 days before the end of its own notice."""

MINIMUM_DOWNLOADS = 10_000
"""In the window; a hundredth of what the projects in question have."""

DEPENDENTS_ANNOUNCED = 6
DEPENDENTS_NOTICE_DAYS = 30
"""Six days ago a rule of dependents was announced, which is to be in force a month after that."""

FIRST_RUN = 198
LATE_DEPENDENCIES = 2
"""So many of Strongroom's own dependencies were published late, and have a notice of their own."""

LATE = 30

_SAMPLE_PEOPLE = {
    "brasslatch": ("ines", "noor", "dora"),
    "copperleaf": ("soraya", "henrik"),
    "fernpath": ("tomas", "yuki"),
    "harborlight": ("ada", "ben"),
    "lanternfile": ("priya",),
    "mossgrid": ("marisol", "emeka", "lev"),
    "quietqueue": ("kofi", "mallory"),
    "saltmarsh": ("joao",),
}
"""Project to its people; the first is the owner."""

_KEEPERS = 24
"""So many people look after the stand-ins of Strongroom's dependencies."""

_NEVER_ENROLL = frozenset({"ben", "cleo", "dora", "lev", "mallory"})

_HEIR, _HEIR_ENROLS = "vera", 37
"""Of the team of harborlight, to whom ada can hand it over: that takes a second factor. She enrolls on this day."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project, its releases with the oldest first, and its people with the owner first."""

    name: str
    releases: tuple[SampleRelease, ...]
    people: tuple[str, ...]

    @property
    def since(self) -> int:
        """Day of the first release."""
        return max(release.days_ago or 0 for release in self.releases)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody enrolls a second factor on a day."""

    username: str
    kind: str
    day: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to happen. `joined` is the day on which each person made an account."""

    projects: tuple[Project, ...]
    joined: dict[str, int]
    enrolments: tuple[Enrolment, ...]


def make_plan(own_dependencies: Collection[str]) -> Plan:
    """Return the plan for an index that is made of these distributions."""
    samples = _sample_projects()
    stand_ins = _stand_ins(sorted(own_dependencies))
    invented = _invented(PROJECTS - len(samples) - len(stand_ins))
    projects = (*samples, *stand_ins, *invented)
    return Plan(projects, _joined(projects), tuple(_enrolments(projects, own_dependencies)))


def courses(projects: Sequence[Project], today: date) -> list[Course]:
    """Return how the downloads of every project went."""
    since = {project.name: project.since for project in projects}
    copperleaf = Course(name="copperleaf", total=1_900_000, unrest=0.03)
    harborlight = overtaking(
        Course(name="harborlight", total=1_000_000, growth=0.0006, unrest=0.03),
        other=copperleaf,
        on=OVERTAKES,
        today=today,
    )
    line = in_window(harborlight.levels(today))
    top = [
        Course(name="brasslatch", total=5_210_000, growth=0.0008),
        Course(name="fernpath", total=3_640_000, growth=0.0003, releases=(143,)),
        Course(name="mossgrid", total=2_750_000, growth=0.001, releases=(96,)),
        harborlight,
        copperleaf,
        Course(name="lanternfile", total=0.935 * line, since=since["lanternfile"], growth=0.0009),
        Course(
            name="quietqueue", total=0.915 * line, since=since["quietqueue"], growth=0.0014, releases=(4,)
        ),
    ]
    return top + list(
        _others([project for project in projects if project.name not in {one.name for one in top}])
    )


def _others(projects: Sequence[Project]) -> Iterator[Course]:
    chance = dice("others")
    place = {project.name: chance.random() * (1 + (OPENED - project.since) / 100) for project in projects}
    for rank, project in enumerate(sorted(projects, key=lambda one: place[one.name]), start=8):
        yield Course(
            name=project.name,
            total=1_000_000 * (8 / rank) ** 1.7,
            since=project.since,
            growth=chance.uniform(-0.002, 0.002),
            unrest=0.25,
        )


def _sample_projects() -> list[Project]:
    published: dict[str, list[SampleRelease]] = {}
    for release in sample_releases():
        if release.days_ago is not None:
            published.setdefault(release.distribution.name, []).append(release)
    return [Project(name, tuple(releases), _SAMPLE_PEOPLE[name]) for name, releases in published.items()]


def _stand_ins(names: Sequence[str]) -> list[Project]:
    """Return projects with the names of Strongroom's own dependencies, which hold nothing but an honest summary."""
    summary = "A stand-in of the demonstration: this file holds nothing of the real project of that name."
    keepers = _keepers()
    return [
        Project(
            name,
            (
                _only_release(
                    name, summary, LATE if number >= len(names) - LATE_DEPENDENCIES else 297 - number
                ),
            ),
            _some_of(keepers, number, second=number % 3 == 0),
        )
        for number, name in enumerate(names)
    ]


def _invented(number: int) -> list[Project]:
    chance = dice("invented")
    names = chance.sample(sorted(INVENTED_PROJECTS), number)
    return [
        Project(
            name,
            (_only_release(name, f"{INVENTED_PROJECTS[name]}. {_INVENTED}", _published(place / number)),),
            _some_of(PEOPLE, int(len(PEOPLE) * chance.random() ** 2), second=chance.random() < 0.2),
        )
        for place, name in enumerate(names)
    ]


_INVENTED = "Invented for the demonstration: there is nothing in it but its name."


def _published(place: float) -> int:
    """Return a day: six in ten came in the first hundred days of the index, the others since."""
    return round(298 - 100 * place / 0.6) if place < 0.6 else round(198 - 196 * (place - 0.6) / 0.4)


def _only_release(name: str, summary: str, days_ago: int) -> SampleRelease:
    description = f"# {name}\n\n{summary}\n"
    return SampleRelease(
        Distribution(name=name, version="0.1", summary=summary, description=description), days_ago, ""
    )


def _keepers() -> tuple[str, ...]:
    others = sorted(set(PEOPLE).difference(*_SAMPLE_PEOPLE.values()))
    return tuple(dice("keepers").sample(others, _KEEPERS))


def _some_of(people: Sequence[str], number: int, *, second: bool) -> tuple[str, ...]:
    owner = people[number % len(people)]
    other = people[(number * 7 + 3) % len(people)]
    return (owner, other) if second and other != owner else (owner,)


def _joined(projects: Sequence[Project]) -> dict[str, int]:
    """Return when each person made an account: before the first project, or at some time without any."""
    chance = dice("joined")
    joined = {username: chance.randint(5, OPENED - 5) for username in PEOPLE}
    for project in projects:
        for username in project.people:
            joined[username] = max(joined.get(username, 0), project.since + 1)
    return joined | {account.username: account.joined for account in SAMPLE_ACCOUNTS}


def _enrolments(projects: Sequence[Project], own_dependencies: Collection[str]) -> Iterator[Enrolment]:
    critical = {"brasslatch", "copperleaf", "fernpath", "harborlight", "mossgrid", *own_dependencies}
    bound = {username for project in projects if project.name in critical for username in project.people}
    owners = {people[0] for people in _SAMPLE_PEOPLE.values()}
    joined = _joined(projects)
    yield Enrolment("otto", "app", joined["otto"])
    # Apps: a visitor reads their seeds, and can prove to be ada; a key's owner proves with the key alone.
    yield Enrolment("ada", "app", 178)
    yield Enrolment(_HEIR, "app", min(_HEIR_ENROLS, joined[_HEIR]))
    chance = dice("enrolments")
    for username in sorted(set(PEOPLE)):
        day = _enrolment_day(chance, must=username in owners, bound=username in bound)
        kind = "key" if chance.random() < 0.55 else "app"
        if day is not None and username not in {*_NEVER_ENROLL, _HEIR}:
            yield Enrolment(username, kind, min(day, joined[username]))


def _enrolment_day(chance: random.Random, *, must: bool, bound: bool) -> int | None:
    """Return when somebody enrolls: some early, most after a letter, some only when they are refused, some never."""
    if not bound and not must:
        return chance.randint(3, OPENED - 10) if chance.random() < 0.3 else None
    lot = 0.4 if must else chance.random()
    if lot < 0.15:
        return chance.randint(ANNOUNCED + 1, OPENED - 10)
    if lot < 0.55:
        # After the announcement, and after the reminders 30, 7 and 1 days before the deadline.
        letter = chance.choice((ANNOUNCED, ANNOUNCED, ENFORCED + 30, ENFORCED + 7))
        return max(letter - int(chance.expovariate(0.25)), ENFORCED + 2)
    return chance.randint(4, ENFORCED - 1) if lot < 0.9 else None
