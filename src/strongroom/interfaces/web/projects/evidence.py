"""Why a project is critical, or how far it is from it: the evidence in words and pictures.

The numbers are those of the newest run, under the policy of that run. A run stores evidence for the critical names
alone: of any other its downloads are added up, and its rank is the one that goes with them in that run's ranking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from strongroom.criticality.queries import Explanation, RunRecord, percent_words
from strongroom.criticality.services import policy_in_force
from strongroom.downloads.queries import totals_by_class
from strongroom.foundation.periods import Window
from strongroom.interfaces.web.charts import Caption, Ranking, rank_strip
from strongroom.interfaces.web.projects.evidence_words import (
    dependents_words,
    distance_words,
    late_words,
    rule_sentences,
)


@dataclass(frozen=True, slots=True)
class ShownStanding:
    """What `components/standing.html` shows, and more for the page of all evidence.

    Args:
        rules: A sentence for each rule that fired, or one that says that none did.
        downloads: Counted ones in the window, as the run found them.
        counted_now: The same, as they are known now.
        ranked: How many projects have a rank.
        distance: How far the project is from the line, as a sentence; empty before the first run.
        late: What came to light of the window after the run, as a sentence, or empty.
        dependents: How many projects need it, against the cut-off; empty where no rule asks.
        classes: Downloads in the window by class of client, as they are known now.
    """

    critical: bool
    since: date | None
    rules: tuple[str, ...]
    downloads: int
    counted_now: int
    cutoff_downloads: int | None
    rank: int | None
    cutoff_rank: int | None
    population: int | None
    ranked: int | None
    window: Window
    run_on: date | None
    policy: str
    strip: SafeString
    distance: str
    late: str
    dependents: str
    candidate: bool
    classes: Mapping[str, int]
    counted_classes: frozenset[str]


def shown_standing(explanation: Explanation, *, today: date) -> ShownStanding:
    """Return the standing of a name, as the newest run found it."""
    run = explanation.run
    policy = run.made_by if run else policy_in_force()
    window = run.window if run else policy.window_before(today)
    classes = totals_by_class(explanation.name, window)
    counted_now = sum(classes.get(one, 0) for one in policy.counted_classes)
    return ShownStanding(
        critical=explanation.is_critical,
        since=explanation.since,
        rules=tuple(rule_sentences(explanation)),
        downloads=counted_now if explanation.downloads is None else explanation.downloads,
        counted_now=counted_now,
        cutoff_downloads=run.cut_off if run else None,
        rank=explanation.rank,
        cutoff_rank=run.cohort_size if run else None,
        population=run.population if run else None,
        ranked=run.ranked if run else None,
        window=window,
        run_on=run.on if run else None,
        policy=_policy_words(run),
        strip=_rank_strip(explanation),
        distance=distance_words(explanation),
        late=late_words(explanation, counted_now),
        dependents=dependents_words(explanation),
        candidate=run is not None and explanation.name in run.candidates,
        classes=classes,
        counted_classes=policy.counted_classes,
    )


def _policy_words(run: RunRecord | None) -> str:
    if run is None:
        return "no run yet"
    return f"share {percent_words(run.made_by.share)}, policy version {run.made_by.version}"


def _rank_strip(explanation: Explanation) -> SafeString:
    run = explanation.run
    if run is None:
        return rank_strip(
            Ranking(None, 0, 0, 0), caption=Caption("Rank among all projects", "No run has been made yet.")
        )
    place = f"Rank {explanation.rank:,} of {run.ranked:,}" if explanation.rank else "Not ranked"
    ranking = Ranking(explanation.rank, run.cohort_size, run.band_size, max(run.ranked, run.cohort_size))
    words = f"{place}. The cut-off is rank {run.cohort_size:,}."
    return rank_strip(ranking, caption=Caption("Rank among all projects", words))
