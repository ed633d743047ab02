"""Keep the letters of mandates, each under an address of its own, and put them into the outbox.

A letter of an announcement is planned first: it has its reader and its address, and no words before it goes out.

A letter and its mail are two things: the letter stays for ever where its reader finds it, the mail may come back, and is
then sent again.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.infra.outbox.services import Message, enqueue_all
from strongroom.mandates.models import Announcement, LetterKind, MandateLetter
from strongroom.mandates.queries.concerned import addressed
from strongroom.mandates.queries.letters import reader_of
from strongroom.mandates.rules.letters import Reader, WholeLetter
from strongroom.mandates.rules.terms import Term

LETTERS_AT_ONCE = 200
"""Written and mailed in one transaction. Each takes half a millisecond, in which nobody else writes."""

_ID_BYTES = 9
_TOPIC = "mandate"
"""Of the mails of mandates in the outbox."""
WORDS = ("subject", "text", "projects", "satisfied")
"""Fields that `write_down` changes."""
_MAIL = ("outbox_id", "mailed_at", "taken_at", "returned_at", "said")

Words = Callable[[Reader, Sequence[Term]], WholeLetter]
"""Makes the letter of one reader about these terms."""


def new_letter(person: Person, kind: LetterKind, terms: Sequence[Term], words: Words) -> MandateLetter:
    """Return a letter to a person about these terms of theirs, which is not kept yet."""
    row = MandateLetter(id=secrets.token_urlsafe(_ID_BYTES), user_id=person.user_id, kind=kind)
    write_down(row, person, terms, words)
    return row


def new_letter_to(announcement: Announcement, user_id: int) -> MandateLetter:
    """Return a letter of an announcement to somebody, which is neither written nor kept yet."""
    letter_id = secrets.token_urlsafe(_ID_BYTES)
    return MandateLetter(
        id=letter_id, user_id=user_id, announcement=announcement, kind=LetterKind.ANNOUNCEMENT
    )


def keep_planned(rows: Collection[MandateLetter]) -> None:
    """Keep letters that go out later, new ones and those that are kept already."""
    _save(rows, "projects", "satisfied", "said")


def write_down(row: MandateLetter, person: Person, terms: Sequence[Term], words: Words) -> None:
    """Let a letter say what is so now; it keeps its address."""
    satisfied = addressed(person, terms).satisfied
    reader = reader_of(person.username, letter_id=row.pk, satisfied=satisfied)
    letter = words(reader, terms)
    row.subject, row.text = letter.subject, letter.text
    row.projects, row.satisfied = [term.project for term in terms], reader.satisfied


def mail(
    rows: Collection[MandateLetter], addresses: Mapping[int, str], *, at: datetime
) -> list[MandateLetter]:
    """Put these letters into the outbox, in the running transaction, and return those whose readers have an address.

    The rows are changed and not saved.

    Args:
        addresses: By the id of the reader; empty where there is none.
    """
    mailed = [row for row in rows if addresses.get(row.user_id)]
    messages = [
        Message(
            addresses[row.user_id],
            f"[{settings.STRONGROOM_NAME}] {row.subject}",
            row.text,
            _TOPIC,
            may_wait=True,  # by the ten thousand, while its readers sign in to enrol
        )
        for row in mailed
    ]
    for row, number in zip(mailed, enqueue_all(messages, at=at), strict=True):
        row.outbox_id, row.mailed_at, row.taken_at, row.returned_at, row.said = number, at, None, None, ""
    return mailed


def save_mail(rows: Collection[MandateLetter], *also: str) -> None:
    """Save what `mail` has changed of letters that are kept already, and these fields."""
    _save(rows, *_MAIL, *also)


def _save(rows: Collection[MandateLetter], *fields: str) -> None:
    # Four times as quick as `bulk_update`, which writes one long CASE for each field; others wait for us.
    MandateLetter.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
