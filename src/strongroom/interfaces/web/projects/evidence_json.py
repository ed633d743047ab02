"""The evidence for programs: the content of `/project/<name>/critical.json`.

Keys (all counts are whole numbers; days are UTC, `YYYY-MM-DD`; docs/reference/evidence.md says the same to readers):

name, critical, candidate, contest_granted
    The normalized name; whether a designation is in force, the name is just below the line, a contest of it was granted.
since
    Day of the designation in force, or null.
rules
    Each rule that fired in the newest run, or the one that holds: rule, sentence. Empty if none does.
rank, dependents
    In the newest run; null without counted downloads, and where nobody asked or the name is not among the most needed.
downloads
    counted (as the run found them), counted_now (late data included), not_counted, by_class, counted_classes.
distance
    downloads (counted ones above the cut-off, below zero beneath it), ranks (better than the last that is in; null
    without a rank), sentence.
run
    null before the first run, or as in `/runs/<day>.json`, in short: on, url, first_day, last_day, population, ranked,
    cohort, cut_off, cut_off_per_day, band_cut_off, policy_version, inputs_sha256.
designations
    Every time that the name was critical, the newest first: since, run, rules, rank, downloads, cut_off (each of the run
    that began it), outside_since, until, because.
days
    Each day of the window: on, counted, all.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from strongroom.criticality.queries import (
    DesignationRecord,
    Explanation,
    RunRecord,
    is_released,
    list_designations,
)
from strongroom.downloads.queries import chart
from strongroom.interfaces.web.projects.downloads_chart import cut_off_per_day
from strongroom.interfaces.web.projects.evidence import ShownStanding
from strongroom.interfaces.web.projects.evidence_words import rule_sentences


def evidence_json(explanation: Explanation, standing: ShownStanding) -> dict[str, Any]:
    """Return the evidence of one name; the keys are explained above."""
    name = explanation.name
    return {
        "name": name,
        "critical": explanation.is_critical,
        "candidate": standing.candidate,
        "contest_granted": is_released(name),
        "since": _day(explanation.since),
        "rules": [
            {"rule": rule, "sentence": sentence}
            for rule, sentence in zip(explanation.rules, rule_sentences(explanation), strict=False)
        ],
        "rank": explanation.rank,
        "dependents": explanation.dependents,
        "downloads": _downloads(standing),
        "distance": {
            "downloads": explanation.downloads_above_line,
            "ranks": explanation.ranks_above_line,
            "sentence": standing.distance,
        },
        "run": _run(explanation.run, standing) if explanation.run else None,
        "designations": [_designation(record) for record in list_designations(name)],
        "days": [
            {"on": one.day.isoformat(), "counted": one.counted, "all": one.total}
            for one in chart(name, standing.window, classes=standing.counted_classes)
        ],
    }


def _downloads(standing: ShownStanding) -> dict[str, Any]:
    return {
        "counted": standing.downloads,
        "counted_now": standing.counted_now,
        "not_counted": sum(standing.classes.values()) - standing.counted_now,
        "by_class": dict(sorted(standing.classes.items())),
        "counted_classes": sorted(standing.counted_classes),
    }


def _run(run: RunRecord, standing: ShownStanding) -> dict[str, Any]:
    return {
        "on": run.on.isoformat(),
        "url": settings.STRONGROOM_URL + reverse("designation_run", args=[run.on.isoformat()]),
        "first_day": run.first_day.isoformat(),
        "last_day": run.last_day.isoformat(),
        "population": run.population,
        "ranked": run.ranked,
        "cohort": run.cohort_size,
        "cut_off": run.cut_off,
        "cut_off_per_day": round(cut_off_per_day(standing)),
        "band_cut_off": run.band_cut_off,
        "policy_version": run.made_by.version,
        "inputs_sha256": run.inputs_sha256,
    }


def _designation(record: DesignationRecord) -> dict[str, Any]:
    return {
        "since": record.since.isoformat(),
        "run": record.run_on.isoformat(),
        "rules": list(record.rules),
        "rank": record.rank,
        "downloads": record.downloads,
        "cut_off": record.cut_off,
        "outside_since": _day(record.outside_since),
        "until": _day(record.ended_on),
        "because": record.ended_because or None,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
