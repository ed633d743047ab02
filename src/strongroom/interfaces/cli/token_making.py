"""`strongroom token create`: what of it needs the index."""

from datetime import datetime

from strongroom.accounts.queries import Person, get_person_named
from strongroom.accounts.services import issue_token, prove_by_operator, token_end_after
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.mandates.services import permit


def make_token(
    username: str,
    *,
    projects: tuple[str, ...],
    read_only: bool,
    name: str,
    days: int | None,
    now: datetime,
) -> str:
    """Make an API token for somebody; return it.

    Args:
        days: After which it ends; None for never.

    Raises:
        TokenEndUnfit: no token ends then.
        PersonNotFound: there is no such account.
        NotAllowed: they may not issue tokens for one of the projects.
    """
    person = get_person_named(username)
    scope = [normalize(project) for project in projects]
    if not read_only:
        _ask(person, scope, now)
    return issue_token(
        prove_by_operator(person.username, by=CONSOLE, now=now),
        name=name,
        projects=scope or None,
        expires_at=None if days is None else token_end_after(days, made_at=now),
        now=now,
        read_only=read_only,
    )


def _ask(person: Person, scope: list[NormalizedName], now: datetime) -> None:
    """Ask the one question for each project that a token reaches; one for everything reaches each of the person's."""
    owner = Actor.person(user_id=person.user_id, name=person.username)
    mine = [right.project for right in list_people_who_may_publish(user_ids=[person.user_id])]
    for project in scope or mine:
        permit(owner, Action.ISSUE_TOKEN, project, now=now)
