"""One run for programs: the content of `/runs/<day>.json`.

Keys (all counts are whole numbers; days are UTC, `YYYY-MM-DD`; docs/reference/evidence.md says the same to readers):

on, first_day, last_day
    Day of the run, and the window whose downloads it counted.
policy
    The policy it was made by: version, and every number (docs/reference/policy.md).
population, ranked, cohort, cut_off, band, band_cut_off, critical
    Projects with files, and with counted downloads; the last rank that comes in, and its downloads; the last rank that
    stays in, and its downloads; how many names were critical after it.
entered
    Names that became critical, each with rank, downloads, dependents and rules.
left
    Names that ceased to be, each with the reason.
candidates
    Names just below the line, most downloads first.
curve
    The ranking in few points: pairs of rank and downloads, best first.
inputs_sha256
    Digest of all that the run looked at.
file
    null, or the file from which the run can be repeated: name, url, size_bytes, sha256 (both packed).
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from strongroom.criticality.queries import (
    EvidenceRecord,
    RunRecord,
    find_curve,
    list_entered,
    policy_as_plain,
)


def run_json(run: RunRecord) -> dict[str, Any]:
    """Return what is told of one run; the keys are explained above."""
    return {
        "on": run.on.isoformat(),
        "first_day": run.first_day.isoformat(),
        "last_day": run.last_day.isoformat(),
        "policy": policy_as_plain(run.made_by),
        "population": run.population,
        "ranked": run.ranked,
        "cohort": run.cohort_size,
        "cut_off": run.cut_off,
        "band": run.band_size,
        "band_cut_off": run.band_cut_off,
        "critical": run.critical,
        "entered": [_evidence(one) for one in list_entered(run.on)],
        "left": [{"name": name, "reason": reason} for name, reason in run.left],
        "candidates": list(run.candidates),
        "curve": find_curve(run.on),
        "inputs_sha256": run.inputs_sha256,
        "file": _file(run) if run.file_name else None,
    }


def file_url(run: RunRecord) -> str:
    """Return the address of the file of a run."""
    return f"{settings.STRONGROOM_URL}{reverse('designation_run_file', args=[run.on.isoformat()])}"


def _file(run: RunRecord) -> dict[str, Any]:
    return {
        "name": run.file_name,
        "url": file_url(run),
        "size_bytes": run.file_bytes,
        "sha256": run.file_sha256,
    }


def _evidence(one: EvidenceRecord) -> dict[str, Any]:
    return {
        "name": one.name,
        "rank": one.rank,
        "downloads": one.downloads,
        "dependents": one.dependents,
        "rules": list(one.rules),
    }
