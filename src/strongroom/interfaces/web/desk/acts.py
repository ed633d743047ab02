"""What every act of an operator has, whatever it is about; and the rooms of the desk, which hold the acts.

`acting.act` does them all in the same way: the role, the key, the form with the reason; then, in one transaction,
the role and the key again, and the deed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from strongroom.accounts.queries import deeds_of
from strongroom.accounts.services import Deed
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.forms import ReasonForm


@dataclass(frozen=True, slots=True)
class Order:
    """An act that was asked for.

    Args:
        subject: What it is about, as its room calls it: a user name, the name of a project.
        given: What the valid form says, the reason among it.
    """

    by: Actor
    subject: str
    given: Mapping[str, Any]
    now: datetime

    @property
    def reason(self) -> str:
        """What those concerned will read."""
        reason: str = self.given["reason"]
        return reason


@dataclass(frozen=True, slots=True)
class Made:
    """What an act has made, whose page is shown next."""

    subject: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an operator reads before an act. `url`: where to read more of it."""

    term: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an operator reads before an act.

    Args:
        mark: What the service is told of it (`ReadForm.read`), so that it refuses if that is something else by then.
            Empty where it stays what it is.
    """

    lines: Sequence[Line]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that an operator does. `{subject}` may stand in `title` and in `done`, fields of the form in `done` as well.

    Args:
        slug: Its part of the address.
        title: Heading of its page.
        about: What it does and does not do, before it is done.
        submit: Words of its button.
        done: What was done.
        perform: Hands the order to the service; returns what to say in place of `done`, if there is more to it, or
            what it made.
        readers: Returns who will read the reason, a line for each.
        shows: Returns what it is about, where that is to be read; where it has a mark, `form` is a `ReadForm`.
        kind: Of its button (`components/button.html`).
        makes: It makes something new, and is about nothing that is there.
    """

    slug: str
    deed: Deed
    title: str
    about: str
    submit: str
    done: str
    perform: Callable[[Order], str | Made | None]
    readers: Callable[[str], Sequence[str]]
    form: type[ReasonForm] = ReasonForm
    shows: Callable[[str], Shown] | None = None
    kind: str = ""
    makes: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the desk, about one kind of thing.

    Args:
        slug: Its part of the address.
        find: Returns what the subject in an address is called, or refuses where there is no such thing.
        url: Returns the address of the page of a subject.
    """

    slug: str
    find: Callable[[str], str]
    url: Callable[[str], str]
    acts: tuple[Act, ...]

    def act(self, slug: str) -> Act | None:
        """Return the act of that part of an address."""
        return next((one for one in self.acts if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to an act, as a page shows it."""

    words: str
    url: str
    kind: str


def is_covered(deed: Deed, by: Actor) -> bool:
    """Say whether the roles of an operator cover a deed."""
    return by.user_id is not None and deed in deeds_of(by.user_id)


def offers(room: Room, subject: str, *, user_id: int | None, without: Collection[str] = ()) -> list[Offer]:
    """Return the acts about a subject that the roles of somebody cover.

    Args:
        without: Parts of the addresses of those that make no sense now.
    """
    deeds = deeds_of(user_id) if user_id is not None else frozenset()
    return [
        Offer(act.title.format(subject=subject), act_url(room, act.slug, subject), act.kind)
        for act in room.acts
        if act.deed in deeds and not act.makes and act.slug not in without
    ]


def number_of(subject: str) -> int:
    """Return the number that a subject is; 0, which nothing here has, for any other text."""
    return int(subject) if subject.isdecimal() else 0


def act_url(room: Room, slug: str, subject: str) -> str:
    """Return the address of an act about something that is there."""
    return reverse("desk_act", args=[room.slug, subject, slug])
