"""The mandates' letters, as their readers find them again."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from strongroom.mandates.errors import LetterNotFound
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries.terms import enrol_url, obligations_url
from strongroom.mandates.rules.letters import Reader


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of a mandate to somebody, as it was written.

    Args:
        mailed_at: When it was mailed the last time; None if there was no address.
        returned_at: When that mail came back.
    """

    id: str
    kind: str
    subject: str
    text: str
    told_at: datetime
    mailed_at: datetime | None
    returned_at: datetime | None


def list_letters_to(user_id: int) -> list[KeptLetter]:
    """Return every letter of a mandate to a person, newest first, those that no mail carried included."""
    rows = MandateLetter.objects.filter(user_id=user_id, told_at__isnull=False)
    return [_kept(row) for row in rows.order_by("-told_at", "id")]


def get_letter_to(user_id: int, letter_id: str) -> KeptLetter:
    """Return one letter to a person.

    Raises:
        LetterNotFound: there is none, it is somebody else's, or it has not gone out.
    """
    row = MandateLetter.objects.filter(pk=letter_id, user_id=user_id, told_at__isnull=False).first()
    if row is None:
        raise LetterNotFound("There is no such letter to you.", next_step="Look at /account/letters/.")
    return _kept(row)


def letter_url(letter_id: str) -> str:
    """Return the lasting address of a letter, as the letter itself names it."""
    return f"{settings.STRONGROOM_URL}/account/letters/{letter_id}/"


def reader_of(username: str, *, letter_id: str, satisfied: bool) -> Reader:
    """Return whom a letter goes to, and the addresses that it names."""
    return Reader(
        username=username,
        satisfied=satisfied,
        index_name=settings.STRONGROOM_NAME,
        index_url=settings.STRONGROOM_URL,
        enrol_url=enrol_url(),
        obligations_url=obligations_url(),
        letter_url=letter_url(letter_id),
    )


def _kept(row: MandateLetter) -> KeptLetter:
    if row.told_at is None:
        raise AssertionError(f"letter {row.pk} has not gone out")
    return KeptLetter(row.pk, row.kind, row.subject, row.text, row.told_at, row.mailed_at, row.returned_at)
