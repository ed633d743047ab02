"""Which projects an API token reaches, told to the people of these projects when it is made and when it is ended.

A token for everything that somebody may publish names no project and is told to nobody: who holds the right holds it
with whatever token. One that only downloads reaches nothing.
"""

from datetime import datetime

from strongroom.accounts.models import ApiToken
from strongroom.foundation.actors import Actor
from strongroom.infra.journal.services import Fact, append, subject_of_project


def record_reach(token: ApiToken, kind: str, *, by: Actor, now: datetime) -> None:
    """Append `kind` for each project that the token names, in the transaction of what was done with the token."""
    if token.read_only:
        return
    data = {"owner": token.user.username, "token": token.pk, "name": token.name}
    for project in token.projects or ():
        append(Fact(kind, subject=subject_of_project(project), data=data), by=by, at=now)
