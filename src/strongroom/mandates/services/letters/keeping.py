"""Keep the letters of mandates, each under an address of its own, and put them into the outbox.

A letter and its mail are two things: the letter stays for ever where its reader finds it, the mail may come back, and is
then sent again.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.infra.outbox.services import Message, enqueue_all
from strongroom.mandates.models import LetterKind, MandateLetter
from strongroom.mandates.queries import LETTERS, enrol_url, letter_url, obligations_url, satisfies
from strongroom.mandates.rules.letters import Letter, Reader
from strongroom.mandates.rules.terms import Term

_ID_BYTES = 9
WORDS = ("subject", "text", "projects", "satisfied")
"""Fields that `write_anew` changes."""
_MAIL = ("outbox_id", "mailed_at", "taken_at", "returned_at", "said")

Words = Callable[[Reader, Sequence[Term]], Letter]
"""Makes the letter of one reader about these terms."""


def new_letter(person: Person, kind: LetterKind, terms: Sequence[Term], words: Words) -> MandateLetter:
    """Return a letter to a person about these terms of theirs, which is not kept yet."""
    row = MandateLetter(id=secrets.token_urlsafe(_ID_BYTES), user_id=person.user_id, kind=kind)
    write_anew(row, person, terms, words)
    return row


def write_anew(row: MandateLetter, person: Person, terms: Sequence[Term], words: Words) -> None:
    """Let a letter say what is so now; it keeps its address."""
    reader = _reader(person, terms, row.pk)
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
        Message(addresses[row.user_id], f"[{settings.STRONGROOM_NAME}] {row.subject}", row.text, LETTERS)
        for row in mailed
    ]
    for row, number in zip(mailed, enqueue_all(messages, at=at), strict=True):
        row.outbox_id, row.mailed_at, row.taken_at, row.returned_at, row.said = number, at, None, None, ""
    return mailed


def save_mail(rows: Collection[MandateLetter], *also: str) -> None:
    """Save what `mail` has changed of letters that are kept already, and these fields."""
    _save(rows, *_MAIL, *also)


def save_words(rows: Collection[MandateLetter]) -> None:
    """Save what `write_anew` has changed of letters that are kept already."""
    _save(rows, *WORDS)


def _save(rows: Collection[MandateLetter], *fields: str) -> None:
    # Four times as quick as `bulk_update`, which writes one long CASE for each field; others wait for us.
    MandateLetter.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _reader(person: Person, terms: Sequence[Term], letter_id: str) -> Reader:
    return Reader(
        username=person.username,
        satisfied=all(satisfies(person.protection, term) for term in terms),
        index_name=settings.STRONGROOM_NAME,
        index_url=settings.STRONGROOM_URL,
        enrol_url=enrol_url(),
        obligations_url=obligations_url(),
        letter_url=letter_url(letter_id),
    )
