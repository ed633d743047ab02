"""The rules in the order in which they came into force, or will."""

from datetime import datetime

from strongroom.criticality.queries import designated_since, find_latest_run
from strongroom.interfaces.web.wording import Event, counted
from strongroom.mandates.queries import find_mandate, list_terms


def policy_events(now: datetime) -> list[Event]:
    """Return what was decided and what comes."""
    return [*_designations(), *_mandate(now)]


def _designations() -> list[Event]:
    """Return since when projects are designated: the day of the oldest designation in force."""
    run, since = find_latest_run(), designated_since()
    if run is None or not since:
        return []
    about = f"{counted(len(since), 'project')}, policy version {run.policy['version']}."
    return [Event("Critical projects are designated", min(since.values()), "done", "critical", about)]


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
