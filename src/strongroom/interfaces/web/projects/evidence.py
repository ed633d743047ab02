"""Why a project is critical, or how far it is from it: the evidence in words and pictures.

The numbers are those of the newest run, under the policy of that run. For a name that is not
critical a run stores nothing: its downloads are added up here, its rank is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import floor

from django.utils.safestring import SafeString

from strongroom.criticality.queries import Explanation, RunRecord
from strongroom.criticality.services import policy_in_force
from strongroom.downloads.queries import totals_by_class
from strongroom.foundation.periods import Window
from strongroom.interfaces.web.charts import Bar, Caption, Level, Ranking, Tone, rank_bars, rank_strip
from strongroom.interfaces.web.charts.scales import short_number
from strongroom.interfaces.web.wording import Event, counted, day_words, percent_words
from strongroom.mandates.queries import list_terms
from strongroom.mandates.services import Scope

RULES = {
    "downloads": "It is among the top {share} of projects by downloads of the last {window_days} days.",
    "own-dependency": "This index itself runs on it.",
    "named": "The operators of this index added it by name.",
    "kept": "It came in earlier and stays in: a designation ends only after {lapse_days} days in a row outside "
    "{keep_factor} times the cohort and outside every other rule.",
    "frozen": "It has no files at present: its designation is frozen, and neither lapses nor is forgotten.",
}
"""Each rule that a run can name, as a sentence; the numbers are those of the run's policy."""

NO_RULE = (
    "It is not among the top {share} of projects by downloads of the last {window_days} days, "
    "this index does not run on it, and nobody added it by name."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What `components/standing.html` shows, and more for the page of all evidence.

    Args:
        rules: A sentence for each rule that fired, or one that says that none did.
        distance: How far the project is from the line, as a sentence; empty before the first run.
        classes: Downloads in the window by class of client.
    """

    critical: bool
    since: date | None
    ended_on: date | None
    rules: tuple[str, ...]
    downloads: int
    cutoff_downloads: int | None
    rank: int | None
    cutoff_rank: int | None
    population: int | None
    window: Window
    run_on: date | None
    policy: str
    strip: SafeString
    distance: str
    candidate: bool
    classes: Mapping[str, int]
    counted_classes: frozenset[str]

    @property
    def window_first(self) -> date:
        """First day whose downloads count."""
        return self.window.first_day

    @property
    def window_last(self) -> date:
        """Last day whose downloads count."""
        return self.window.last_day


def standing_of(explanation: Explanation, *, today: date) -> Standing:
    """Return the standing of a name, as the newest run found it."""
    run = explanation.run
    window = Window(run.first_day, run.last_day) if run else policy_in_force().window_before(today)
    classes = totals_by_class(explanation.name, window)
    counting = _counting(run)
    downloads = _downloads(explanation, classes, counting)
    return Standing(
        critical=explanation.is_critical,
        since=explanation.since,
        ended_on=explanation.ended_on,
        rules=tuple(_rules(explanation)),
        downloads=downloads,
        cutoff_downloads=run.cut_off if run else None,
        rank=explanation.rank,
        cutoff_rank=run.cohort_size if run else None,
        population=run.population if run else None,
        window=window,
        run_on=run.on if run else None,
        policy=_policy_words(run),
        strip=_strip(explanation, downloads),
        distance=_distance(run, downloads),
        candidate=run is not None and explanation.name in run.candidates,
        classes=classes,
        counted_classes=counting,
    )


def course_of(explanation: Explanation, *, now: datetime) -> list[Event]:
    """Return the course of a critical project's mandate, past and future; empty for one that is not critical."""
    if explanation.since is None:
        return []
    terms = list_terms([explanation.name])
    term = next((one for one in terms if one.scope is Scope.CRITICAL_PROJECTS), None)
    events = [Event("Designated critical", explanation.since, "done", "critical")]
    if term is None:
        return [
            *events,
            Event("A second factor is asked for", None, "upcoming", "announced", "Not announced yet."),
        ]
    in_force = term.deadline <= now
    return [
        *events,
        Event("Announced to its people", term.announced_at, "done" if in_force else "now", "announced"),
        Event(
            "Second factor needed",
            term.deadline,
            "now" if in_force else "upcoming",
            "enforced",
            "Changes by people without one are refused.",
        ),
        Event("Ends only by a rule", None, "upcoming", "lapsed"),
    ]


def _counting(run: RunRecord | None) -> frozenset[str]:
    return frozenset(run.policy["counted_classes"].split(", ")) if run else policy_in_force().counted_classes


def _downloads(explanation: Explanation, classes: Mapping[str, int], counting: Iterable[str]) -> int:
    if explanation.downloads is not None:
        return explanation.downloads
    return sum(classes.get(one, 0) for one in counting)


def _rules(explanation: Explanation) -> list[str]:
    run = explanation.run
    if run is None:
        return ["No designation has been run on this index yet."]
    numbers = {**run.policy, "share": percent_words(Decimal(run.policy["share"]))}
    if explanation.rules:
        return [RULES[rule].format_map(numbers) for rule in explanation.rules]
    return [NO_RULE.format_map(numbers)]


def _policy_words(run: RunRecord | None) -> str:
    if run is None:
        return "no run yet"
    return f"share {percent_words(Decimal(run.policy['share']))}, policy version {run.policy['version']}"


def _strip(explanation: Explanation, downloads: int) -> SafeString:
    """Draw the rank where a run has stored it, else the downloads against the cut-off."""
    run = explanation.run
    if run is None or explanation.is_critical or not downloads:
        return _rank_strip(explanation)
    words = f"{counted(downloads, 'counted download')}; the cut-off is {run.cut_off:,}."
    return rank_bars(
        [Bar("Counted downloads", downloads, Tone.PLAIN)],
        caption=Caption("Downloads against the cut-off", words),
        cutoff=Level(run.cut_off, f"Cut-off {short_number(run.cut_off)}"),
    )


def _rank_strip(explanation: Explanation) -> SafeString:
    run = explanation.run
    if run is None:
        return rank_strip(
            Ranking(None, 0, 0, 0), caption=Caption("Rank among all projects", "No run has been made yet.")
        )
    place = (
        f"Rank {explanation.rank:,} of {run.population:,}"
        if explanation.rank
        else "Not ranked: no counted downloads"
    )
    stays = floor(run.cohort_size * Decimal(run.policy["keep_factor"]))
    ranking = Ranking(explanation.rank, run.cohort_size, stays, run.population)
    words = f"{place}. The cut-off is rank {run.cohort_size:,}."
    return rank_strip(ranking, caption=Caption("Rank among all projects", words))


def _distance(run: RunRecord | None, downloads: int) -> str:
    if run is None:
        return ""
    line = f"The line was {counted(run.cut_off, 'counted download')} on {day_words(run.on)}"
    difference = downloads - run.cut_off
    if difference > 0:
        return f"{line}; it has {difference:,} more."
    if difference == 0:
        return f"{line}; it has exactly as many."
    share = f", {downloads / run.cut_off:.0%} of the line" if downloads else ""
    return (
        f"{line}; it has {downloads:,}{share}. It comes in by rank with {-difference:,} more in the window."
    )
