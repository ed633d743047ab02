"""What operators do about a critical project in custody: propose whose it shall be, approve, stop."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from strongroom.accounts.services import Deed
from strongroom.catalog.queries import is_in_custody
from strongroom.criticality.queries import is_critical
from strongroom.foundation import clock
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.interfaces.web.desk.acts import Act, Line, Order, Shown
from strongroom.interfaces.web.desk.forms import GiveForm, ReadForm
from strongroom.interfaces.web.desk.readers import people_by_mail
from strongroom.interfaces.web.wording import actor_words
from strongroom.mandates.queries import find_gift, get_gift
from strongroom.mandates.services import approve_gift, propose_gift, stop_gift


def pointless_gifts(name: NormalizedName, *, now: datetime) -> set[str]:
    """Return the acts about custody that make no sense for a project as it stands."""
    open_gift = find_gift(name, now=now)
    if open_gift is not None:
        waits_for_approval = open_gift.course.approved_at is None
        return {"give", "propose-gift"} | (set() if waits_for_approval else {"approve-gift"})
    pointless = {"approve-gift", "stop-gift"}
    if not is_in_custody(name):
        return pointless | {"give", "propose-gift"}
    return pointless | ({"give"} if is_critical(name) else {"propose-gift"})


def _readers(name: str) -> Sequence[str]:
    return [
        "whoever is to own it, by mail",
        *people_by_mail(name),
        "everybody, in the public history of the project",
    ]


def _open_gift(name: str) -> Shown:
    """Return the gift that is open, as it stands; its recipient is what the service is told of it.

    Raises:
        GiftNotFound: there is none.
    """
    now = clock.now()
    gift = get_gift(normalize(name), now=now)
    proposed, given = day_words(gift.course.proposed_at), day_words(gift.given_at(now))
    approved = (
        f"approved by {actor_words(gift.approved_by)}" if gift.approved_by else "if it is approved today"
    )
    lines = (
        Line("New owner", gift.recipient, reverse("desk_person", args=[gift.recipient])),
        Line("Proposed", f"on {proposed} by {actor_words(gift.proposed_by)}"),
        Line("Because", gift.reason),
        Line("Given", f"on {given}, {approved}"),
    )
    return Shown(lines, mark=gift.recipient)


def _propose(order: Order) -> None:
    propose_gift(
        normalize(order.subject),
        username=order.given["username"],
        reason=order.reason,
        by=order.by,
        now=order.now,
    )


def _approve(order: Order) -> None:
    approve_gift(
        normalize(order.subject),
        username=order.given["read"],
        reason=order.reason,
        by=order.by,
        now=order.now,
    )


def _stop(order: Order) -> None:
    stop_gift(
        normalize(order.subject),
        username=order.given["read"],
        reason=order.reason,
        by=order.by,
        now=order.now,
    )


GIFTS = (
    Act(
        slug="propose-gift",
        deed=Deed.HAND_OVER,
        title="Propose whose {subject} shall be",
        about="Nobody owns it, and it is critical: it takes two operators. Another one has to approve; a week later it is given, "
        "if no operator stops it. The new owner needs a second factor. Designation and mandates stay.",
        submit="Propose",
        done="It is proposed that {subject} goes to {username}. Another operator has to approve.",
        perform=_propose,
        readers=_readers,
        form=GiveForm,
        kind="danger",
    ),
    Act(
        slug="approve-gift",
        deed=Deed.HAND_OVER,
        title="Approve that {subject} is given",
        about="You are the second operator: look who the new owner is, and why. It is given in a week, if no operator stops it.",
        submit="Approve",
        done="{subject} is given to {read} in a week, if no operator stops it.",
        perform=_approve,
        readers=_readers,
        form=ReadForm,
        shows=_open_gift,
        kind="danger",
    ),
    Act(
        slug="stop-gift",
        deed=Deed.HAND_OVER,
        title="Stop that {subject} is given",
        about="It stays in custody. It can be proposed again.",
        submit="Stop it",
        done="{subject} is not given to {read}.",
        perform=_stop,
        readers=_readers,
        form=ReadForm,
        shows=_open_gift,
    ),
)
