"""The rules in the order in which they came into force, or will; and the ledger of policies as JSON.

Keys of `/help/policy.json` (days are UTC, `YYYY-MM-DD`; instants ISO 8601):

in_force
    Number of the version by which a run of today is made.
versions
    Each version, the first one first: version, rules (its numbers; shares and factors as strings), reason,
    announced_at, announced_by, in_force_from (null: from the beginning), changed (what it says otherwise than the
    version that it followed: field, label, before, after), withdrawn (null, or at, by, reason).
mandates
    Each mandate of operators that is announced or in force, the oldest first: number, scope, target (name of the
    organization, or empty), named (names of projects, for that scope), strength (`any`, `phishing-resistant`), reason,
    announced_at, announced_by, notice_days, notice_counted_from (the day on which its last letter goes, or went, out: no
    project's notice counts from before then), brown_out_days (before each deadline), deadlines (the soonest first: at;
    projects, null where it is on every publisher; brown_outs, days).
projects_with_own_requirement
    Of how many projects the owners ask for a second factor themselves.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from strongroom.criticality.queries import (
    PolicyRecord,
    designated_since,
    find_run,
    list_policies,
    policy_numbers,
    policy_on,
)
from strongroom.interfaces.web.help.mandates import (
    mandate_events,
    mandates_json,
    projects_with_own_requirement,
)
from strongroom.interfaces.web.wording import Event, counted


def policy_events(now: datetime) -> list[Event]:
    """Return what was decided and what comes."""
    events = [*_designations(), *_versions(now.date()), *mandate_events(now)]
    return sorted(events, key=lambda event: _day(event.on))


def ledger_json(policies: Sequence[PolicyRecord], *, today: date) -> dict[str, Any]:
    """Return the content of `/help/policy.json`; the keys are explained above."""
    return {
        "in_force": policy_on(today).version,
        "versions": [_version_json(record) for record in policies],
        "mandates": mandates_json(),
        "projects_with_own_requirement": projects_with_own_requirement(),
    }


def _version_json(record: PolicyRecord) -> dict[str, Any]:
    withdrawn = record.withdrawn_at and {
        "at": record.withdrawn_at.isoformat(timespec="seconds"),
        "by": record.withdrawn_by,
        "reason": record.withdrawn_because,
    }
    return {
        "version": record.number,
        "rules": policy_numbers(record.policy),
        "reason": record.reason,
        "announced_at": record.announced_at.isoformat(timespec="seconds"),
        "announced_by": record.announced_by,
        "in_force_from": None if record.is_from_the_beginning else record.in_force_from.isoformat(),
        "changed": [asdict(change) for change in record.changed],
        "withdrawn": withdrawn,
    }


def _day(on: date | datetime | None) -> date:
    return on.date() if isinstance(on, datetime) else on or date.max


def _versions(today: date) -> list[Event]:
    """Return since when, or from when on, each version is in force that came after the first run."""
    return [
        Event(
            f"Version {record.number} of the policy is in force",
            record.in_force_from,
            "done" if record.in_force_from <= today else "upcoming",
            "announced",
            "; ".join(str(change) for change in record.changed),
        )
        for record in list_policies()
        if not record.is_withdrawn and not record.is_from_the_beginning
    ]


def _designations() -> list[Event]:
    """Return since when projects are designated, and how many were then: the day of the oldest designation in force."""
    since = designated_since()
    run = find_run(min(since.values())) if since else None
    if run is None:
        return []
    about = f"{counted(run.critical, 'project')} on that day, policy version {run.made_by.version}."
    return [Event("Critical projects are designated", run.on, "done", "critical", about)]
