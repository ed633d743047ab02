"""Believe the owner of an account who says, by the link in our letter, that a change of hands was not them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from strongroom.accounts.errors import DisputeLinkInvalid
from strongroom.accounts.models import HandsChange, User
from strongroom.accounts.queries.standing import standing_of
from strongroom.accounts.rules.hands import DISPUTABLE_FOR, ChangeOfHands, cause_of
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.signatures import is_same
from strongroom.accounts.services.standing.freezing import freeze
from strongroom.accounts.services.standing.hands import dispute_signature
from strongroom.accounts.services.tokens.ending import end_tokens
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

DISPUTED = Actor.system("not-me-link")
"""Who acts when an owner says that it was not them: the index, on the word of whoever reads their mail."""

BECAUSE = "its owner said, by the link in our letter, that somebody else had changed it"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A change of hands, as the link in the letter about it shows it.

    Args:
        since: What the account did from then on may be somebody else's doing. That is before the change where an
            earlier one had not ended yet: of a thief's steps the owner may notice a later one.
        is_made: Somebody has said already that this was not them.
    """

    user_id: int
    username: str
    change: ChangeOfHands
    since: datetime
    is_made: bool


def check_dispute_link(change_id: int, *, signature: str, now: datetime) -> Dispute:
    """Return which change a link from one of our letters is about.

    Raises:
        DisputeLinkInvalid: it is not as we wrote it, or a week has passed.
    """
    row = HandsChange.objects.select_related("user").filter(pk=change_id).first()
    if (
        row is None
        or not is_same(signature, dispute_signature(row))
        or now >= row.changed_at + DISPUTABLE_FOR
    ):
        raise DisputeLinkInvalid(
            "This link freezes no account.",
            why=f"It is not complete, did not come from this index, or is older than {DISPUTABLE_FOR.days} days.",
            next_step="Write to the operators of this index: they can freeze an account at any time.",
        )
    change = ChangeOfHands(cause_of(row.cause), row.changed_at, row.ends_at)
    running = HandsChange.objects.filter(
        user_id=row.user_id, changed_at__lte=row.changed_at, ends_at__gt=row.changed_at
    )
    since = running.aggregate(first=Min("changed_at"))["first"]
    return Dispute(row.user_id, row.user.username, change, since, is_made=row.disputed_at is not None)


def dispute(change_id: int, *, signature: str, now: datetime) -> Dispute:
    """Believe the owner: freeze the account and revoke the API tokens that were made since. It counts once.

    Whoever calls it takes back in the same transaction what the account did since (`mandates.services`).

    Returns:
        The change; `is_made` says that it had been disputed before, and nothing was done.

    Raises:
        DisputeLinkInvalid: as `check_dispute_link`.
    """
    with write():
        found = check_dispute_link(change_id, signature=signature, now=now)
        if found.is_made:
            return found
        HandsChange.objects.filter(pk=change_id).update(disputed_at=now)
        user = User.objects.get(pk=found.user_id)
        record(user, "account.hands_disputed", by=DISPUTED, now=now, cause=found.change.cause)
        # For ever: the account may be opened again, and whoever made a token knows its text.
        end_tokens(user, made_since=found.since, because=BECAUSE, by=DISPUTED, now=now)
        if user.frozen_at is None or standing_of(user).waits_for_directory:
            freeze(user.pk, because=BECAUSE, by=DISPUTED, now=now)
    return found
