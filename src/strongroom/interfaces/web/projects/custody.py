"""What people read of a project that nobody owns."""

from datetime import datetime

from strongroom.catalog.queries import is_in_custody, list_people_who_may_publish
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.contact import contact_url
from strongroom.interfaces.web.projects.head import Warned
from strongroom.interfaces.web.wording import list_words
from strongroom.mandates.queries import find_gift


def gift_notice(name: NormalizedName, *, now: datetime) -> Warned | None:
    """Return to whom a critical project is about to be given; None where nothing of the kind is open."""
    gift = find_gift(name, now=now)
    if gift is None:
        return None
    given_at = gift.course.waits_until
    return Warned(
        "warning",
        f"Operators want to give this project to {gift.recipient}",
        f"Two of them agree: it is given on {day_words(given_at)}, if no operator stops it."
        if given_at
        else "A second operator has to approve.",
        gift.reason,
        url=contact_url(f"Custody: {name}"),
        action="Say what is wrong with it",
    )


def custody_notice(name: NormalizedName, *, now: datetime) -> Warned | None:
    """Return what custody means for this project, and what becomes of it; None where somebody owns it."""
    if not is_in_custody(name):
        return None
    gift = gift_notice(name, now=now)
    if gift is not None:
        return gift
    people = [person.username for person in list_people_who_may_publish(names=[name])]
    return Warned(
        "warning",
        "Nobody owns this project: it is in the custody of this index",
        f"Its maintainers, {list_words(people, at_most=6)}, can still release; nobody decides about people and settings."
        if people
        else "It stays installable and keeps its name, and takes no uploads.",
        "Only the operators of this index give it to a new owner, with a public reason.",
        url=contact_url(f"Custody: {name}"),
        action="Ask for it",
    )
