"""What of an account needs its owner's attention, the most urgent first."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from strongroom.accounts.queries import (
    Person,
    count_recovery_codes,
    find_running_change,
    list_addresses,
    list_lapsed_addresses,
    recovery_codes_wait,
)
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.days import day_words, instant_words
from strongroom.infra.journal.queries import TracedEntry, list_traced_about
from strongroom.interfaces.web.asked import Obligation
from strongroom.interfaces.web.events.kind import words_of
from strongroom.interfaces.web.events.kinds import KINDS, kinds_about_people
from strongroom.interfaces.web.projects.head import Warned
from strongroom.interfaces.web.wording import actor_words

FEW_CODES = 3
OPERATORS_SHOWN_FOR = timedelta(days=14)
"""How long what operators did stands at the top of the overview; in the list of events it stays."""


def attention_of(person: Person, obligation: Obligation | None, *, now: datetime) -> list[Warned]:
    """Return the notices for a person's overview."""
    return [
        *_of_hands(person, now),
        *_of_operators(person, now),
        *_of_addresses(person),
        *_of_protection(person, obligation),
        *_of_codes(person),
    ]


def _of_hands(person: Person, now: datetime) -> Iterator[Warned]:
    change = find_running_change(person.user_id, now=now)
    if change is not None:
        yield Warned(
            "warning",
            f"You change no critical project until {instant_words(change.ends_at)}",
            f"Your account may have got into other hands, because {change.cause.words}.",
            why="Everybody who shares a project with you was told, and so were you.",
            next_step="If it was you, just wait; your co-maintainers can go on meanwhile.",
            url=reverse("account_security"),
            action="Look at what happened",
        )


def _of_operators(person: Person, now: datetime) -> Iterator[Warned]:
    newest = list_traced_about(person.username, kinds=kinds_about_people(), limit=20)
    for one in newest:
        if one.entry.at > now - OPERATORS_SHOWN_FOR and _is_by_an_operator(one):
            yield _operator_notice(one)


def _is_by_an_operator(one: TracedEntry) -> bool:
    return one.entry.by.startswith(f"{ActorKind.OPERATOR}:") and bool(one.entry.reason)


def _operator_notice(one: TracedEntry) -> Warned:
    entry = one.entry
    return Warned(
        "info",
        words_of(KINDS.get(entry.kind), entry, to_you=True),
        f"{actor_words(entry.by).capitalize()}, on {day_words(entry.at)}: “{entry.reason}”",
    )


def _of_addresses(person: Person) -> Iterator[Warned]:
    url, action = reverse("account_email"), "Look at your addresses"
    lapsed = list_lapsed_addresses([person.user_id]).get(person.user_id, [])
    for one in lapsed:
        yield Warned(
            "error",
            f"{one.address} does not count any more",
            one.because,
            next_step="Add an address that takes mail, and confirm it.",
            url=url,
            action=action,
        )
    unconfirmed = {one.address for one in list_addresses(person.user_id) if not one.is_verified}
    for address in sorted(unconfirmed - {one.address for one in lapsed}):
        yield Warned(
            "warning", f"{address} is not confirmed", "We do not write to it.", url=url, action=action
        )


def _of_protection(person: Person, obligation: Obligation | None) -> Iterator[Warned]:
    if obligation is not None:
        yield Warned(
            "warning",
            obligation.title,
            obligation.sentence,
            next_step=obligation.consequence,
            url=obligation.url,
            action=obligation.action,
        )
    elif not person.is_protected:
        yield Warned(
            "info",
            "Your account has no second factor",
            "Whoever learns your password has your account. With a second factor a stolen password opens nothing.",
            url=reverse("second_factor"),
            action="Enrol a second factor",
        )


def _of_codes(person: Person) -> Iterator[Warned]:
    if not person.holds_factor:
        return
    left = count_recovery_codes(person.user_id)
    if recovery_codes_wait(person.user_id):
        yield Warned(
            "warning",
            "Show that you have kept your recovery codes",
            "None of them was used yet.",
            next_step="Use up one of them now, so that it is certain that you can when you must.",
            url=reverse("recovery_codes_confirm"),
            action="Use one up",
        )
    elif left < FEW_CODES:
        words = (
            "You have no recovery codes"
            if not left
            else f"You have {left} recovery code{'s' * (left > 1)} left"
        )
        yield Warned(
            "warning",
            words,
            "They are the way back when you have lost your second factors.",
            url=reverse("recovery_codes"),
            action="Make new ones",
        )
