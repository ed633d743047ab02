"""A project of somebody's under a mandate of each scope."""

from datetime import datetime, timedelta
from typing import Any

from strongroom.accounts.queries import Person
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.mandates.services import Scope, Strength, permit, require_factor
from tests.support import given, organized
from tests.support.given import NOON, acting

HARBORLIGHT = NormalizedName("harborlight")


def under(scope: Scope, owner: Person, *, at: datetime = NOON) -> NormalizedName:
    """Return a project of this owner's that is under a mandate of that scope, which is in force after 92 days at the latest."""
    name = given.release(owner, "harborlight", at=at)
    if scope is Scope.OWN:
        _asked_by_owner(name, at)
        return name
    asked: dict[str, Any] = {}
    if scope is Scope.CRITICAL_PROJECTS:
        given.downloads(name, 5000, on=(at - timedelta(days=1)).date())
        given.designation(on=at.date())
    if scope is Scope.ORGANIZATION:
        asked["targets"] = (organized.organization(owner),)
        organized.moved_in(name)
    if scope is Scope.PROJECTS:
        asked["targets"] = (name,)
    given.mandate(at=at, scope=scope, **asked)
    return name


def _asked_by_owner(name: NormalizedName, at: datetime) -> None:
    """Let another owner, who holds a key, ask for a second factor in ninety days."""
    asking = given.protected(given.person("asking"), by_key=True)
    given.role(asking, name, "owner")
    permitted = permit(acting(asking), Action.CHANGE_SETTINGS, name, now=at)
    require_factor(permitted, strength=Strength.ANY, starts_on=at.date() + timedelta(days=90))
