"""Accounts that may be in other hands, as far as it touches projects: who is told, and what is taken back.

And whether a factor is due from somebody, which the accounts below us have to know when one is enrolled.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import get_person
from strongroom.accounts.services import (
    DISPUTED,
    Dispute,
    FactorDue,
    HandsNews,
    Mail,
    MailKind,
    write_to_people,
)
from strongroom.accounts.services import dispute as dispute_account
from strongroom.catalog.queries import list_companions, list_releases_touched_by
from strongroom.catalog.services import quarantine_release
from strongroom.criticality.queries import designated_since
from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.mandates.queries import list_asked
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.timeline import Phase


def factor_due_from(user_id: int, *, now: datetime) -> FactorDue:
    """Return how far the mandates have come that ask this person for a factor which they do not hold.

    A rehearsal is not counted as in force: nobody has to wait afterwards who enrolls in time.
    """
    phases = {asked.phase for asked in list_asked(get_person(user_id), now=now) if not asked.satisfied}
    if Phase.ENFORCED in phases:
        return FactorDue.ENFORCED
    return FactorDue.ANNOUNCED if phases & {Phase.ANNOUNCED, Phase.BROWN_OUT} else FactorDue.NONE


def tell_those_who_share(news: HandsNews, *, now: datetime) -> None:
    """Write one mail to everybody who may publish a project that this account may publish, naming the projects."""
    critical = designated_since().keys()
    mails = [
        _mail(username, news, letters.hands_changed(_told(news), sorted(shared), sorted(shared & critical)))
        for username, shared in _sharing(news.user_id).items()
    ]
    write_to_people(mails, at=now)


def dispute(change_id: int, *, signature: str, now: datetime) -> Dispute:
    """Believe the owner of an account who says that a change was not them, by the link in our letter.

    The account is frozen, the API tokens made since are revoked, and each release to which it added a file since is
    quarantined, whatever project it is of. Nobody has to ask for a permit: the index itself does it.

    Returns:
        As `accounts.services.dispute`: `is_made` says that it had been said before, and nothing was done.

    Raises:
        DisputeLinkInvalid: the link is not as we wrote it, or came too late.
    """
    with write():
        found = dispute_account(change_id, signature=signature, now=now)
        if found.is_made:
            return found
        for project, version in list_releases_touched_by(found.username, since=found.since):
            permit = Permit(DISPUTED, Action.CHANGE_SETTINGS, project, now)
            reason = (
                f"{found.username} published in it, and has said since then that their account was in other hands from "
                f"{found.since:%Y-%m-%d %H:%M} UTC on."
            )
            quarantine_release(permit, version=version, reason=reason)
    return found


def _sharing(user_id: int) -> Mapping[str, set[NormalizedName]]:
    """Return the projects that each other person shares with this one, by user name."""
    shared: dict[str, set[NormalizedName]] = {}
    for right in list_companions(user_id):
        shared.setdefault(right.username, set()).add(right.project)
    return shared


def _told(news: HandsNews) -> letters.Hands:
    change = news.change
    return letters.Hands(
        username=news.username,
        because=change.cause.words,
        at=change.at,
        until=change.ends_at,
        index_url=settings.STRONGROOM_URL,
    )


def _mail(username: str, news: HandsNews, letter: Letter) -> Mail:
    why = f"you and {news.username} work on the same project"
    return Mail(username, MailKind.HANDS, letter.subject, letter.text, why, thread=f"hands/{news.username}")
