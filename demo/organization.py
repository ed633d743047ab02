"""The demonstration's organization: ada moves her project into one, with a team that maintains it."""

from collections.abc import Mapping
from datetime import datetime

from strongroom.catalog import services as catalog
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.organization_permits import NOTHING, OrganizationChange, OrganizationPermit
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.mandates.services import permit_in_organization

NAME = "Harbor-Works"
TEAM = "releases"
FOUNDED = 40
"""Days ago."""
CLEO_INVITED = 3
"""Days ago: her invitation is still open."""

_ORGANIZATION = normalize(NAME)
_PROJECT = normalize("harborlight")
_MEMBERS = {"vera": "manager", "thea": "member"}
_DESCRIPTION = "Keeps the lights of the harbor, and the libraries about them."


def live_through(day: int, actors: Mapping[str, Actor], at: datetime) -> None:
    """Let happen what is planned for one day."""
    if day == FOUNDED:
        _found(actors, at)
    elif day == CLEO_INVITED:
        catalog.invite_member(_asked(actors["ada"], Do.INVITE_MEMBER, at, username="cleo", role="member"))


def _found(actors: Mapping[str, Actor], at: datetime) -> None:
    ada = actors["ada"]
    permit = _asked(ada, Do.CREATE, at)
    catalog.create_organization(permit, display_name="Harbor Works", description=_DESCRIPTION)
    catalog.move_project_in(_asked(ada, Do.MOVE_PROJECT_IN, at, project=_PROJECT))
    catalog.create_team(_asked(ada, Do.CREATE_TEAM, at, team=TEAM), display_name="Releases")
    for username, place in _MEMBERS.items():
        catalog.invite_member(_asked(ada, Do.INVITE_MEMBER, at, username=username, role=place))
        catalog.accept_membership(_asked(actors[username], Do.ACCEPT_MEMBERSHIP, at, username=username))
        catalog.add_to_team(_asked(ada, Do.ADD_TO_TEAM, at, username=username, team=TEAM))
    give = _asked(ada, Do.GIVE_TEAM_ROLE, at, team=TEAM, role="maintainer", project=_PROJECT)
    catalog.give_team_role(give)


def _asked(
    by: Actor, action: Do, at: datetime, *, project: NormalizedName = NOTHING, **about: str
) -> OrganizationPermit:
    change = OrganizationChange(action, _ORGANIZATION, project=project, **about)
    return permit_in_organization(by, change, now=at)
