"""Which projects are critical on a day, by which rules, and who comes and goes.

A run is a pure function of its `Inputs`. Where the words of the rule leave a choice, it is
read so:

* Only a project with a file comes in, by whichever rule: a dependency of the index or a
  name an operator added, but that nobody has published here, waits for its first file.
* Once in, a designation ends in two ways only: it lapses, or an operator grants a contest.
  This holds whichever rule brought it in; an operator who takes a name off the list of
  additions, or a policy that switches a rule off, starts the days of its lapse.
* A designation whose project has no file, or that the caller reports as withdrawn, is
  frozen. Frozen days are not days outside: the row of days starts anew afterwards, so that
  a long absence never counts against a designation.
* A granted contest silences what is measured, downloads with their hysteresis and dependents, for that
  name until the operator takes it back. It silences neither the index's own dependencies nor an operator's addition.
* Counts below the policy's minimum hold nobody: neither in the cohort nor in the band.
* Only projects with a file are ranked, by dependents too. The band belongs to downloads: with their
  rule switched off it holds nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import NamedTuple

from strongroom.criticality.rules.census import Census, Counted
from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.rules.ranking import Ranking, Step, band_size, cohort_size
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


class Rule(StrEnum):
    """Why a project is critical. The last two speak only where none of the others does."""

    DOWNLOADS = "downloads"
    DEPENDENTS = "dependents"
    OWN_DEPENDENCY = "own-dependency"
    NAMED = "named"
    KEPT = "kept"
    FROZEN = "frozen"


class Ending(StrEnum):
    """Why a project ceased to be critical."""

    LAPSED = "lapsed"
    CONTEST_GRANTED = "contest-granted"


@dataclass(frozen=True, slots=True)
class StandingDesignation:
    """A designation in force.

    Args:
        since: Day of the run that designated the project.
        outside_since: First of the days in a row on which no rule held it; None while one does.
    """

    since: date
    outside_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a run looks at.

    Args:
        on: Day of the run; the window ends the day before.
        policy: The settings in force.
        census: Projects with at least one file, and their counted downloads in the window.
        absent: Counted downloads of names that are no such project, where a designation stands on them.
        withdrawn: Names whose designation is frozen although they may have files.
        own_dependencies: What the running index is made of.
        dependents: How many projects need it, directly or through others, for each name that may be among the first.
        named: The operators' additions, with their reasons.
        released: Names whose contest an operator granted, with the reasons.
        standing: Designations in force before the run.
    """

    on: date
    policy: Policy
    census: Census
    absent: Mapping[NormalizedName, int]
    withdrawn: frozenset[NormalizedName]
    own_dependencies: frozenset[NormalizedName]
    dependents: Mapping[NormalizedName, int]
    named: Mapping[NormalizedName, str]
    released: Mapping[NormalizedName, str]
    standing: Mapping[NormalizedName, StandingDesignation]

    def downloads(self, name: NormalizedName) -> int:
        """Counted downloads of the name in the window."""
        return self.census.downloads_of(name) if name in self.census else self.absent.get(name, 0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one project is critical on the day of the run.

    Args:
        rank: Place among the projects with counted downloads; None for one without, or without files.
        dependents: How many projects need it; None where that was not asked.
        rules: Every rule that fired, or the one that holds where none fired.
    """

    name: NormalizedName
    rank: int | None
    downloads: int
    dependents: int | None
    rules: tuple[Rule, ...]


class Departure(NamedTuple):
    """A designation that ended, and the sentence that its maintainers will read."""

    name: NormalizedName
    ending: Ending
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found. Names are in alphabetical order, candidates by rank.

    Args:
        cut_off: Least downloads that are in by rank; with the rule of downloads switched off, that would be.
        band_cut_off: Least downloads that keep a project in.
        ranked: How many projects have counted downloads.
        steps: The whole ranking: each number of downloads that a project has, and its rank, best first.
        evidence: One entry for each critical project.
        standings: Designations in force after the run, one for each entry of `evidence`.
        candidates: Projects that may come in soon.
    """

    window: Window
    population_size: int
    cohort_size: int
    cut_off: int
    band_cut_off: int
    ranked: int
    steps: tuple[Step, ...]
    evidence: tuple[Evidence, ...]
    standings: Mapping[NormalizedName, StandingDesignation]
    entered: tuple[NormalizedName, ...]
    left: tuple[Departure, ...]
    candidates: tuple[NormalizedName, ...]


class _Lines(NamedTuple):
    """Least downloads that bring a project in and that keep one in, and least dependents that bring one in."""

    entry: int
    band: int
    dependents: int


class _Verdict(NamedTuple):
    rules: tuple[Rule, ...]
    standing: StandingDesignation


def designate(inputs: Inputs) -> Outcome:
    """Return who is critical on the day of the inputs, and what changed.

    A second run on the same day, given the first one's standings, finds the same and changes nothing.
    """
    policy = inputs.policy
    ranking = Ranking(inputs.census.downloads)
    cohort = cohort_size(len(inputs.census), share=policy.share)
    lines = _lines(inputs, ranking=ranking, cohort=cohort)
    near = list(inputs.census.above(_candidate_line(lines, policy)))
    verdicts = {
        name: verdict
        for name in sorted(_considered(inputs, near=near))
        if (verdict := _judge(name, inputs=inputs, lines=lines)) is not None
    }
    return Outcome(
        window=policy.window_before(inputs.on),
        population_size=len(inputs.census),
        cohort_size=cohort,
        cut_off=lines.entry,
        band_cut_off=lines.band,
        ranked=len(ranking),
        steps=tuple(ranking.steps()),
        evidence=tuple(_evidence(verdicts, inputs=inputs, ranking=ranking)),
        standings={name: verdict.standing for name, verdict in verdicts.items()},
        entered=tuple(name for name in verdicts if name not in inputs.standing),
        left=tuple(_departure(name, inputs) for name in sorted(inputs.standing) if name not in verdicts),
        candidates=tuple(_candidates(near, inputs=inputs, critical=verdicts)),
    )


def _lines(inputs: Inputs, *, ranking: Ranking, cohort: int) -> _Lines:
    policy = inputs.policy
    needed = Ranking(number for name, number in inputs.dependents.items() if name in inputs.census)
    return _Lines(
        entry=ranking.cut_off(size=cohort, minimum=policy.minimum_downloads),
        band=ranking.cut_off(
            size=band_size(cohort, keep_factor=policy.keep_factor), minimum=policy.minimum_downloads
        ),
        dependents=needed.cut_off(size=policy.dependents_top, minimum=policy.dependents_minimum),
    )


def _candidate_line(lines: _Lines, policy: Policy) -> int:
    """Return the most downloads that make no candidate yet; below every number that is in by rank."""
    return min(floor(Fraction(policy.candidate_share) * lines.entry), lines.entry - 1)


def _considered(inputs: Inputs, *, near: list[Counted]) -> set[NormalizedName]:
    """Return the names on which a rule could speak; of all others nothing needs to be said."""
    known = inputs.own_dependencies | inputs.dependents.keys() | inputs.named.keys()
    return (
        {name for name, _ in near}
        | {name for name in known if name in inputs.census}
        | inputs.standing.keys()
    )


def _judge(name: NormalizedName, *, inputs: Inputs, lines: _Lines) -> _Verdict | None:
    """Return by which rules the name is critical and since when, or None if it is not."""
    before = inputs.standing.get(name)
    fired = tuple(_firing(name, inputs=inputs, lines=lines))
    if fired:
        return _Verdict(fired, StandingDesignation(since=before.since if before else inputs.on))
    if before is None or name in inputs.released:
        return None
    if name in inputs.withdrawn or name not in inputs.census:
        return _Verdict((Rule.FROZEN,), StandingDesignation(before.since))
    if inputs.policy.downloads_rule and inputs.downloads(name) >= lines.band:
        return _Verdict((Rule.KEPT,), StandingDesignation(before.since))
    outside_since = before.outside_since or inputs.on
    if (inputs.on - outside_since).days >= inputs.policy.lapse_days:
        return None
    return _Verdict((Rule.KEPT,), StandingDesignation(before.since, outside_since))


def _firing(name: NormalizedName, *, inputs: Inputs, lines: _Lines) -> Iterator[Rule]:
    """Yield the rules that would bring the name in today."""
    policy = inputs.policy
    measured = name in inputs.census and name not in inputs.released
    if policy.downloads_rule and measured and inputs.downloads(name) >= lines.entry:
        yield Rule.DOWNLOADS
    if policy.dependents_rule and measured and inputs.dependents.get(name, 0) >= lines.dependents:
        yield Rule.DEPENDENTS
    if policy.own_dependencies_rule and name in inputs.own_dependencies:
        yield Rule.OWN_DEPENDENCY
    if policy.named_rule and name in inputs.named:
        yield Rule.NAMED


def _evidence(
    verdicts: Mapping[NormalizedName, _Verdict], *, inputs: Inputs, ranking: Ranking
) -> Iterator[Evidence]:
    for name, verdict in verdicts.items():
        downloads = inputs.downloads(name)
        rank = ranking.rank(downloads) if name in inputs.census else None
        yield Evidence(name, rank, downloads, inputs.dependents.get(name), verdict.rules)


def _candidates(
    near: list[Counted], *, inputs: Inputs, critical: Mapping[NormalizedName, _Verdict]
) -> Iterator[NormalizedName]:
    """Yield who is just below the line, most downloads first, then by name."""
    if not inputs.policy.downloads_rule:
        return
    for name, _ in sorted(near, key=lambda counted: -counted[1]):
        if name not in critical and name not in inputs.released:
            yield name


def _departure(name: NormalizedName, inputs: Inputs) -> Departure:
    if name in inputs.released:
        return Departure(name, Ending.CONTEST_GRANTED, inputs.released[name])
    policy = inputs.policy
    return Departure(
        name,
        Ending.LAPSED,
        f"It was for {policy.lapse_days} days in a row outside {policy.keep_factor.normalize():f} times the "
        "cohort and outside every other rule.",
    )
