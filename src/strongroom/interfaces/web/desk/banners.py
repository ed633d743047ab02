"""Banners above every page: those that are shown or will be, showing one, ending one."""

from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.errors import BannerNotFound
from strongroom.accounts.queries import list_banners
from strongroom.accounts.services import Audience, Deed, NewBanner, end_banner, show_banner
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acts import Act, Order, Room, is_covered
from strongroom.interfaces.web.desk.forms import BannerForm
from strongroom.interfaces.web.desk.guard import at_the_desk


@at_the_desk
@require_safe
def banners(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show what everybody is told now, and what they will be."""
    now = clock.now()
    context = {
        "banners_made": list_banners(now=now),
        "may_announce": is_covered(Deed.ANNOUNCE, by),
        "now": now,
    }
    return render(request, "desk/banners.html", context)


def _id_of(subject: str) -> str:
    """Return the id of a banner that has not ended; nothing for one that is yet to be made.

    Raises:
        BannerNotFound: there is none.
    """
    if subject and subject not in {str(one.id) for one in list_banners(now=clock.now())}:
        raise BannerNotFound("There is no such banner, or it has ended.")
    return subject


def _show(order: Order) -> None:
    given = order.given
    new = NewBanner(
        given["text"],
        Audience(given["audience"]),
        begins_at=max(_beginning_of(given["begins_on"]), order.now),
        ends_at=_beginning_of(given["ends_on"] + timedelta(days=1)),
    )
    show_banner(new, by=order.by, reason=order.reason, now=order.now)


def _beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _operators(_subject: str) -> list[str]:
    return ["operators, in the journal; what everybody reads is the text"]


BANNERS = Room(
    slug="banners",
    find=_id_of,
    url=lambda _subject: reverse("desk_banners"),
    acts=(
        Act(
            slug="show",
            deed=Deed.ANNOUNCE,
            title="Show a banner",
            about="It stands above every page that is for people. Installers do not see it.",
            submit="Show it",
            done="The banner is made.",
            perform=_show,
            readers=_operators,
            form=BannerForm,
            makes=True,
        ),
        Act(
            slug="end",
            deed=Deed.ANNOUNCE,
            title="End a banner",
            about="Nobody sees it any more.",
            submit="End it",
            done="The banner has ended.",
            perform=lambda order: end_banner(
                int(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_operators,
            kind="danger",
        ),
    ),
)
