"""Members, teams and projects of an organization, as its pages show them."""

from datetime import datetime
from typing import Any

from strongroom.accounts.queries import Protection, list_people
from strongroom.catalog.queries import list_members, list_projects_of_organization, projects_named
from strongroom.criticality.queries import list_critical
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.wording import FACTOR_WORDS
from strongroom.mandates.queries import foremost, terms_by_project


def shown_projects(organization: NormalizedName, *, now: datetime) -> list[dict[str, Any]]:
    """Return the organization's projects with the badges of their standing, by name."""
    names = list_projects_of_organization(organization)
    known = projects_named(names)
    critical = {one.name for one in list_critical(names)}
    terms = terms_by_project(names)
    first = {name: foremost(terms[name], now=now) for name in terms}
    phases = {name: term.phase(now) for name, term in first.items() if term}
    return [
        {
            "slug": name,
            "name": known[name].display_name,
            "is_withdrawn": known[name].withdrawn_at is not None,
            "states": [
                *(["critical"] if name in critical else []),
                *([str(phases[name])] if phases.get(name) else []),
                *([known[name].status] if known[name].status != "active" else []),
                *(["withdrawn"] if known[name].withdrawn_at else []),
            ],
        }
        for name in names
    ]


def shown_members(organization: NormalizedName) -> list[dict[str, Any]]:
    """Return the members with how strongly each is protected: never with what."""
    members = list_members(organization=organization)
    people = list_people([one.user_id for one in members])
    protection = {person.user_id: person.protection for person in people}
    return [
        {
            "username": one.username,
            "role": one.role,
            "since": one.since,
            "is_active": one.is_active,
            "protected": protection[one.user_id] is not Protection.NONE,
            "factor": FACTOR_WORDS.get(protection[one.user_id], ""),
        }
        for one in members
    ]
