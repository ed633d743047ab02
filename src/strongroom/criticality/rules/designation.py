"""Which projects are critical on a day, by which rules, and who comes and goes.

A run is a pure function of its `Inputs`. Where the words of the rule leave a choice, it is
read so:

* Only a project with a file comes in, by whichever rule: a dependency of the index or a
  name an operator added, but that nobody has published here, waits for its first file.
* Once in, a designation ends in two ways only: it lapses, or an operator grants a contest.
  This holds whichever rule brought it in; an operator who takes a name off the list of
  additions starts the days of its lapse.
* A designation whose project has no file, or that the caller reports as withdrawn, is
  frozen. Frozen days are not days outside: the row of days starts anew afterwards, so that
  a long absence never counts against a designation.
* A granted contest silences downloads and their hysteresis for that name until the operator
  takes it back. It silences neither the index's own dependencies nor an operator's addition.
* Counts below the policy's minimum hold nobody: neither in the cohort nor in the band.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.rules.ranking import Ranked, band_size, cohort_size, cut_off, rank
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


class Rule(StrEnum):
    """Why a project is critical. The last two speak only where none of the others does."""

    DOWNLOADS = "downloads"
    OWN_DEPENDENCY = "own-dependency"
    NAMED = "named"
    KEPT = "kept"
    FROZEN = "frozen"


class Ending(StrEnum):
    """Why a project ceased to be critical."""

    LAPSED = "lapsed"
    CONTEST_GRANTED = "contest-granted"


@dataclass(frozen=True, slots=True)
class Standing:
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
        counts: Counted downloads in the window, for each name that has any.
        population: Names of projects with at least one file.
        withdrawn: Names whose designation is frozen although they may have files.
        own_dependencies: What the running index is made of.
        named: The operators' additions, with their reasons.
        released: Names whose contest an operator granted, with the reasons.
        standing: Designations in force before the run.
    """

    on: date
    policy: Policy
    counts: Mapping[NormalizedName, int]
    population: frozenset[NormalizedName]
    withdrawn: frozenset[NormalizedName]
    own_dependencies: frozenset[NormalizedName]
    named: Mapping[NormalizedName, str]
    released: Mapping[NormalizedName, str]
    standing: Mapping[NormalizedName, Standing]

    def downloads(self, name: NormalizedName) -> int:
        """Counted downloads of the name in the window."""
        return self.counts.get(name, 0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one project is critical on the day of the run.

    Args:
        rank: Place among the projects with counted downloads; None for one without, or without files.
        rules: Every rule that fired, or the one that holds where none fired.
    """

    name: NormalizedName
    rank: int | None
    downloads: int
    rules: tuple[Rule, ...]


class Departure(NamedTuple):
    """A designation that ended, and the sentence that its maintainers will read."""

    name: NormalizedName
    ending: Ending
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found. Names are in alphabetical order, candidates and ranking by rank.

    Args:
        cut_off: Least downloads that are in by rank.
        ranking: Every project that has files and counted downloads.
        evidence: One entry for each critical project.
        standings: Designations in force after the run, one for each entry of `evidence`.
        candidates: Projects that may come in soon.
    """

    window: Window
    population_size: int
    cohort_size: int
    cut_off: int
    ranking: tuple[Ranked, ...]
    evidence: tuple[Evidence, ...]
    standings: Mapping[NormalizedName, Standing]
    entered: tuple[NormalizedName, ...]
    left: tuple[Departure, ...]
    candidates: tuple[NormalizedName, ...]


class _Lines(NamedTuple):
    """Least downloads that bring a project in and that keep one in; a candidate has more than the third."""

    entry: int
    band: int
    candidate: Fraction


class _Verdict(NamedTuple):
    rules: tuple[Rule, ...]
    standing: Standing


def designate(inputs: Inputs) -> Outcome:
    """Return who is critical on the day of the inputs, and what changed.

    A second run on the same day, given the first one's standings, finds the same and changes nothing.
    """
    policy = inputs.policy
    ranking = rank({name: n for name in inputs.population if (n := inputs.downloads(name)) > 0})
    cohort = cohort_size(len(inputs.population), share=policy.share)
    lines = _lines(ranking, cohort=cohort, policy=policy)
    verdicts = {
        name: verdict
        for name in sorted(_considered(inputs, ranking=ranking, entry=lines.entry))
        if (verdict := _judge(name, inputs=inputs, lines=lines)) is not None
    }
    return Outcome(
        window=policy.window_before(inputs.on),
        population_size=len(inputs.population),
        cohort_size=cohort,
        cut_off=lines.entry,
        ranking=ranking,
        evidence=tuple(_evidence(verdicts, inputs=inputs, ranking=ranking)),
        standings={name: verdict.standing for name, verdict in verdicts.items()},
        entered=tuple(name for name in verdicts if name not in inputs.standing),
        left=tuple(_departure(name, inputs) for name in sorted(inputs.standing) if name not in verdicts),
        candidates=tuple(
            ranked.name
            for ranked in _from_top(ranking, above=lines.candidate)
            if ranked.name not in verdicts and ranked.name not in inputs.released
        ),
    )


def digest(inputs: Inputs) -> str:
    """Return the SHA-256, in hex, of everything the run looks at.

    The canonical form is JSON with sorted keys, sorted sets and decimals as fractions; it
    follows the fields of `Inputs`, so no later field can be forgotten.
    """
    canonical = json.dumps(inputs, default=_plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _lines(ranking: tuple[Ranked, ...], *, cohort: int, policy: Policy) -> _Lines:
    band = band_size(cohort, keep_factor=policy.keep_factor)
    entry = cut_off(ranking, size=cohort, minimum=policy.minimum_downloads)
    return _Lines(
        entry=entry,
        band=cut_off(ranking, size=band, minimum=policy.minimum_downloads),
        candidate=Fraction(policy.candidate_share) * entry,
    )


def _from_top(ranking: tuple[Ranked, ...], *, above: Fraction) -> Iterator[Ranked]:
    """Yield those with more downloads than `above`: the head of the ranking."""
    return takewhile(lambda ranked: ranked.downloads > above, ranking)


def _considered(inputs: Inputs, *, ranking: tuple[Ranked, ...], entry: int) -> set[NormalizedName]:
    """Return the names on which a rule could speak; of all others nothing needs to be said."""
    brought_in_by_name = inputs.own_dependencies | inputs.named.keys()
    by_rank = {ranked.name for ranked in takewhile(lambda ranked: ranked.downloads >= entry, ranking)}
    return by_rank | (inputs.population & brought_in_by_name) | inputs.standing.keys()


def _judge(name: NormalizedName, *, inputs: Inputs, lines: _Lines) -> _Verdict | None:
    """Return by which rules the name is critical and since when, or None if it is not."""
    before = inputs.standing.get(name)
    fired = tuple(_firing(name, inputs=inputs, entry=lines.entry))
    if fired:
        return _Verdict(fired, Standing(since=before.since if before else inputs.on))
    if before is None or name in inputs.released:
        return None
    if name in inputs.withdrawn or name not in inputs.population:
        return _Verdict((Rule.FROZEN,), Standing(before.since))
    if inputs.downloads(name) >= lines.band:
        return _Verdict((Rule.KEPT,), Standing(before.since))
    outside_since = before.outside_since or inputs.on
    if (inputs.on - outside_since).days >= inputs.policy.lapse_days:
        return None
    return _Verdict((Rule.KEPT,), Standing(before.since, outside_since))


def _firing(name: NormalizedName, *, inputs: Inputs, entry: int) -> Iterator[Rule]:
    """Yield the rules that would bring the name in today."""
    ranked = name in inputs.population and name not in inputs.released
    if ranked and inputs.downloads(name) >= entry:
        yield Rule.DOWNLOADS
    if name in inputs.own_dependencies:
        yield Rule.OWN_DEPENDENCY
    if name in inputs.named:
        yield Rule.NAMED


def _evidence(
    verdicts: Mapping[NormalizedName, _Verdict], *, inputs: Inputs, ranking: tuple[Ranked, ...]
) -> Iterator[Evidence]:
    ranks = {ranked.name: ranked.rank for ranked in ranking if ranked.name in verdicts}
    for name, verdict in verdicts.items():
        yield Evidence(name, ranks.get(name), inputs.downloads(name), verdict.rules)


def _departure(name: NormalizedName, inputs: Inputs) -> Departure:
    if name in inputs.released:
        return Departure(name, Ending.CONTEST_GRANTED, inputs.released[name])
    policy = inputs.policy
    return Departure(
        name,
        Ending.LAPSED,
        f"It was for {policy.lapse_days} days in a row outside {policy.keep_factor} times the cohort "
        "and outside every other rule.",
    )


def _plain(value: object) -> object:
    """Return the JSON form of a value that JSON does not know."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return str(Fraction(value))  # 0.9 and 0.90 are the same setting
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a run's inputs do not contain {type(value).__name__}")
