"""The evidence of a designation in sentences, with the numbers of the newest run and of the policy it was made by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from strongroom.criticality.queries import (
    DesignationRecord,
    Explanation,
    Policy,
    RunRecord,
    find_least_dependents,
    find_reason_for_naming,
    is_released,
    percent_words,
)
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.wording import counted

RULES = {
    "downloads": "It is among the top {share} of projects by downloads of the last {window_days} days: at rank {rank}, "
    "with {downloads}, where {cut_off} are enough.",
    "dependents": "It is among the {dependents_top} projects that most others need: {dependents} here do, "
    "directly or through others.",
    "own-dependency": "This index itself runs on it.",
    "named": "The operators of this index added it by name. Their reason: {reason}",
    "frozen": "It has no files at present: its designation is frozen, and neither lapses nor is forgotten.",
}
"""Each rule that brings a name in, or freezes it, as a sentence. `kept` has three (`_kept`)."""

BEGINNINGS = {
    "downloads": "rank {rank} with {downloads}, where {cut_off} were enough",
    "dependents": "many other projects need it",
    "own-dependency": "this index itself runs on it",
    "named": "operators added it by name",
}
"""The same of a designation's first day, inside a sentence."""

ENDINGS = {"lapsed": "It lapsed", "contest-granted": "A contest was granted"}


def rule_sentences(explanation: Explanation) -> list[str]:
    """Return a sentence for each rule that fired or that holds the name, or why none does."""
    run = explanation.run
    if run is None:
        return ["No designation has been run on this index yet."]
    if not explanation.rules:
        return list(_none_fired(explanation.name, run.made_by))
    if explanation.rules == ("kept",):
        return [_kept(explanation, run)]
    numbers = _numbers(explanation, run)
    return [RULES[rule].format_map(numbers) for rule in explanation.rules]


def distance_words(explanation: Explanation) -> str:
    """Say how far the name is from the line, in downloads and in ranks; empty before the first run."""
    run, difference = explanation.run, explanation.downloads_above_line
    if run is None or difference is None:
        return ""
    line = f"{counted(run.cut_off, 'counted download')} and rank {run.cohort_size:,} on {day_words(run.on)}"
    if not run.made_by.downloads_rule:
        return f"Downloads bring nobody in by the policy of that run. If they did, the line had been {line}."
    ranks = explanation.ranks_above_line
    if difference >= 0:
        much = f"{difference:,} more" if difference else "exactly as many"
        return f"The line was {line}; it has {much}, and is {_ranks(ranks, 'above')}."
    return f"The line was {line}; it has {explanation.downloads:,}{_share(explanation)}. {_below(explanation, run)}"


def dependents_words(explanation: Explanation) -> str:
    """Say how many projects need the name, where a rule asks for that; empty where none does."""
    run = explanation.run
    if run is None or not run.made_by.dependents_rule:
        return ""
    least = find_least_dependents(run.on)
    if explanation.dependents is None:
        return f"Fewer than {least or run.made_by.dependents_minimum:,}, which would be enough"
    return f"{explanation.dependents:,} · cut-off {least or 0:,}"


def late_words(explanation: Explanation, counted_now: int) -> str:
    """Say how many downloads of the window came to light after the run; empty where none did."""
    if not explanation.rules or explanation.downloads in {None, counted_now}:
        return ""
    late = counted_now - (explanation.downloads or 0)
    if late < 0:
        return ""
    return (
        f"{counted(late, 'download')} of these days came to light after the run, and count in the next one."
    )


def history_words(record: DesignationRecord, run: RunRecord | None) -> dict[str, Any]:
    """Return one time that a name was critical as `components/designations.html` shows it."""
    numbers = {
        "rank": f"{record.rank or 0:,}",
        "downloads": counted(record.downloads, "counted download"),
        "cut_off": f"{record.cut_off:,}",
    }
    lapses = None
    if record.ended_on is None and record.outside_since is not None and run is not None:
        lapses = record.outside_since + timedelta(days=run.made_by.lapse_days)
    return {
        "since": record.since,
        "began": "; ".join(
            BEGINNINGS[rule].format_map(numbers) for rule in record.rules if rule in BEGINNINGS
        ),
        "ended_on": record.ended_on,
        "ended": f"{ENDINGS.get(record.ending, record.ending)}. {record.reason}" if record.ended_on else "",
        "outside_since": record.outside_since if record.ended_on is None else None,
        "lapses_on": lapses,
    }


def _numbers(explanation: Explanation, run: RunRecord) -> dict[str, str]:
    policy = run.made_by
    return {
        "share": percent_words(policy.share),
        "window_days": str(policy.window_days),
        "rank": f"{explanation.rank or 0:,}",
        "downloads": counted(explanation.downloads or 0, "counted download"),
        "cut_off": f"{run.cut_off:,}",
        "dependents_top": f"{policy.dependents_top:,}",
        "dependents": counted(explanation.dependents or 0, "project"),
        "reason": find_reason_for_naming(explanation.name) if "named" in explanation.rules else "",
    }


def _kept(explanation: Explanation, run: RunRecord) -> str:
    """Say what holds a name that no rule would bring in today: the band, or the days until it lapses."""
    policy, since = run.made_by, explanation.outside_since
    came = "It came in earlier and stays in"
    if since is None:
        stays = f"within {policy.keep_factor.normalize():f} times the cohort of {run.cohort_size:,}"
        return f"{came}: its rank, {explanation.rank or 0:,}, is {stays}."
    lapses = since + timedelta(days=policy.lapse_days)
    return (
        f"{came}: a designation ends only after {policy.lapse_days} days in a row outside "
        f"{policy.keep_factor.normalize():f} times the cohort and outside every other rule. It is outside since "
        f"{day_words(since)}, and lapses on {day_words(lapses)} unless a rule holds it again before."
    )


def _none_fired(name: NormalizedName, policy: Policy) -> Iterator[str]:
    reasons = []
    if policy.downloads_rule:
        share = percent_words(policy.share)
        reasons.append(
            f"It is not among the top {share} of projects by downloads of the last {policy.window_days} days"
        )
    if policy.dependents_rule:
        reasons.append(f"it is not among the {policy.dependents_top:,} projects that most others need")
    if policy.own_dependencies_rule:
        reasons.append("this index does not run on it")
    if policy.named_rule:
        reasons.append("nobody added it by name")
    if is_released(name):
        yield "A contest of it was granted: its downloads and dependents designate it no more."
    elif reasons:
        words = f"{', '.join(reasons[:-1])}, and {reasons[-1]}." if len(reasons) > 1 else f"{reasons[0]}."
        yield words[0].upper() + words[1:]
    else:
        yield "Every rule is switched off."


def _below(explanation: Explanation, run: RunRecord) -> str:
    missing, ranks = run.cut_off - (explanation.downloads or 0), explanation.ranks_above_line
    if explanation.is_critical:
        comes = f"By downloads alone it would come in with {missing:,} more in the window"
    else:
        comes = f"It comes in by rank with {missing:,} more in the window"
    if ranks is None:
        return f"{comes}."
    if ranks >= 0:
        return f"{comes}: its rank, {explanation.rank:,}, would do, but with fewer than the minimum nobody is in by rank."
    return f"{comes}; it is {_ranks(ranks, 'behind')}."


def _ranks(ranks: int | None, side: str) -> str:
    if not ranks:
        return "at the last rank that is in"
    return f"{counted(abs(ranks), 'rank')} {side} the last that is in"


def _share(explanation: Explanation) -> str:
    downloads, run = explanation.downloads, explanation.run
    if not downloads or run is None:
        return ""
    # Rounded down: what is not there yet is never all of it.
    percent = 100 * downloads // run.cut_off
    return f", {percent}% of the line" if percent else ", less than 1% of the line"
