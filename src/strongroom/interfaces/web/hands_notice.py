"""What somebody is told on every page while their account waits because it may be in other hands."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from strongroom.accounts.queries import find_running_change, get_person
from strongroom.foundation.days import instant_words
from strongroom.interfaces.web.wording import list_words
from strongroom.mandates.queries import list_asked


@dataclass(frozen=True, slots=True)
class HandsNotice:
    """The sentence, and the page where what happened can be seen (`components/asked_of_you.html`)."""

    sentence: str
    url: str
    action: str = "See what happened"


def find_hands_notice(user_id: int, *, now: datetime) -> HandsNotice | None:
    """Return what to tell somebody whose account cannot change their critical projects now; None for all others."""
    change = find_running_change(user_id, now=now)
    if change is None:
        return None
    critical = [one.project for one in list_asked(get_person(user_id), now=now) if one.critical_since]
    if not critical:
        return None
    return HandsNotice(
        f"Until {instant_words(change.ends_at)} you cannot change {list_words(critical)}; others who maintain "
        f"{'it' if len(critical) == 1 else 'them'} can. Your account may be in other hands, because {change.cause.words}.",
        url=reverse("account_security"),
    )
