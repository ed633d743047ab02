"""The rules in the order in which they came into force, or will."""

from datetime import datetime

from strongroom.criticality.queries import list_runs
from strongroom.interfaces.web.wording import Event, counted
from strongroom.mandates.queries import find_mandate, list_terms


def policy_events(now: datetime) -> list[Event]:
    """Return what was decided and what comes, the newest last."""
    return [*_designations(), *_mandate(now)]


def _designations() -> list[Event]:
    """Return the first run of each version of the policy."""
    events: dict[str, Event] = {}
    for run in list_runs():
        version = run.policy["version"]
        title = (
            "Critical projects are designated" if not events else f"Designation by policy version {version}"
        )
        events.setdefault(
            version,
            Event(
                title,
                run.on,
                "done",
                "critical",
                f"{counted(run.critical, 'project')}, policy version {version}.",
            ),
        )
    return list(events.values())


def _mandate(now: datetime) -> list[Event]:
    mandate, terms = find_mandate(), list_terms()
    if mandate is None:
        return []
    about = f"Each project has {mandate.notice_days} days from its own announcement."
    events = [
        Event(
            "A second factor is announced for critical projects",
            mandate.announced_at,
            "done",
            "announced",
            about,
        )
    ]
    if terms:
        in_force = terms[0].deadline <= now
        title = "Changes without a second factor are refused"
        events.append(
            Event(title, terms[0].deadline, "done" if in_force else "upcoming", "enforced", "First deadline.")
        )
    return events
