"""Voucher campaigns at the desk: all of them, one with its figures; making one, bringing codes, ending it. No code is shown."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.charts import Caption, Series, Tone, line_chart
from strongroom.interfaces.web.desk.acts import Act, Order, Room, is_covered, number_of, offers
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.voucher_forms import CampaignForm, DeliveryForm, campaign_of, content_of
from strongroom.interfaces.web.wording import actor_words
from strongroom.mandates.queries import (
    REGIONS,
    CampaignFigures,
    CampaignPhase,
    campaign_figures,
    get_campaign,
    list_campaigns,
)
from strongroom.mandates.services import (
    LARGEST_FILE_BYTES,
    MOST_CODES,
    Delivery,
    create_campaign,
    end_campaign,
    import_codes,
    withdraw_codes,
)


@at_the_desk
@require_safe
def vouchers(request: HttpRequest, by: Actor) -> HttpResponse:
    """List the campaigns, the newest first."""
    today = clock.today()
    rows = [
        (campaign, campaign.phase(today), campaign_figures(campaign.id, today=today))
        for campaign in list_campaigns()
    ]
    return render(request, "desk/vouchers.html", {"rows": rows, "may_make": is_covered(Deed.GIVE_KEYS, by)})


@at_the_desk
@require_safe
def campaign(request: HttpRequest, by: Actor, campaign_id: int) -> HttpResponse:
    """Show one campaign in figures."""
    found, today = get_campaign(campaign_id), clock.today()
    figures, phase = campaign_figures(campaign_id, today=today), found.phase(today)
    context = {
        "campaign": found,
        "created_by": actor_words(found.created_by),
        "phase": phase,
        "figures": figures,
        "tiles": _tiles(figures),
        "chart": _chart(figures),
        "named": ", ".join(sorted(found.rule.named)),
        "regions": [(REGIONS[one.region], one) for one in figures.by_region],
        "campaign_regions": [REGIONS[code] for code in found.regions],
        "offers": offers(VOUCHERS, str(campaign_id), user_id=by.user_id, without=_pointless(phase, figures)),
    }
    return render(request, "desk/voucher_campaign.html", context)


def _pointless(phase: CampaignPhase, figures: CampaignFigures) -> set[str]:
    """Return the acts that make no sense now."""
    without = {"import", "end"} if phase is CampaignPhase.OVER else set()
    return without if figures.left or figures.expired else {*without, "withdraw"}


def _tiles(figures: CampaignFigures) -> list[dict[str, str]]:
    words = (
        ("imported", "codes imported", ""),
        ("claimed", "claimed", f"{figures.shown:,} of them looked at"),
        ("left", "left to give", ""),
        ("waiting", "people who wait", ""),
        ("expired", "expired unclaimed", ""),
        ("withdrawn", "withdrawn", ""),
    )
    return [
        {"figure": f"{getattr(figures, name):,}", "label": label, "note": note} for name, label, note in words
    ]


def _chart(figures: CampaignFigures) -> dict[str, object]:
    """Draw the codes claimed and looked at, day by day, added up."""
    title = "Codes claimed and looked at"
    by_day = {day.on: day for day in figures.by_day}
    days = _every_day(list(by_day))
    drawn = (
        ("Claimed", Tone.ANNOUNCED, accumulate(by_day[on].claimed if on in by_day else 0 for on in days)),
        ("Looked at", Tone.PROTECTED, accumulate(by_day[on].shown if on in by_day else 0 for on in days)),
    )
    series = [Series(label, list(zip(days, sums, strict=True)), tone) for label, tone, sums in drawn]
    caption = Caption(title, f"{figures.claimed:,} claimed, {figures.shown:,} of them looked at.")
    return {
        "svg": line_chart(series, caption=caption),
        "title": title,
        "note": "Added up from the first day on; without what was given back.",
        "legend": [{"tone": str(tone), "label": label} for label, tone, _ in drawn],
        "columns": [
            {"label": "Day"},
            {"label": "Imported that day", "number": True},
            {"label": "Claimed that day", "number": True},
            {"label": "Looked at that day", "number": True},
        ],
        "rows": [
            (day.on.isoformat(), f"{day.imported:,}", f"{day.claimed:,}", f"{day.shown:,}")
            for day in figures.by_day
        ],
    }


def _every_day(days: Sequence[date]) -> list[date]:
    """Return every day from the first of these to the last."""
    return [days[0] + timedelta(days=one) for one in range((days[-1] - days[0]).days + 1)] if days else []


def _find(subject: str) -> str:
    """Return the number of a campaign; nothing for one that is yet to be made.

    Raises:
        CampaignNotFound: there is none.
    """
    return str(get_campaign(number_of(subject)).id) if subject else ""


def _create(order: Order) -> None:
    create_campaign(campaign_of(order.given), by=order.by, reason=order.reason, now=order.now)


def _import(order: Order) -> str:
    given = order.given
    delivery = Delivery(content_of(given), order.reason, given["regions"], given["redeem_until"])
    return import_codes(int(order.subject), delivery, by=order.by, now=order.now).words


def _withdraw(order: Order) -> None:
    withdraw_codes(int(order.subject), by=order.by, reason=order.reason, now=order.now)


def _end(order: Order) -> None:
    end_campaign(int(order.subject), by=order.by, reason=order.reason, now=order.now)


def _operators(_subject: str) -> list[str]:
    return ["operators, on the page of the campaign and in the journal"]


def _readers_of_end(subject: str) -> list[str]:
    waiting = campaign_figures(int(subject), today=clock.today()).waiting
    told = [f"everybody who waits for a code, by mail: {waiting:,}"] if waiting else []
    return [*told, "people who have a code, on the page of the campaign", *_operators(subject)]


VOUCHERS = Room(
    slug="vouchers",
    find=_find,
    url=lambda subject: (
        reverse("desk_voucher_campaign", args=[int(subject)]) if subject else reverse("desk_vouchers")
    ),
    acts=(
        Act(
            slug="create",
            deed=Deed.GIVE_KEYS,
            title="Make a voucher campaign",
            about="People see it from its first day on, and read for whom it is. Its codes come afterwards. Of the grounds "
            "below one suffices. A campaign is not changed later; it can be ended, and another one made.",
            submit="Make it",
            done="The campaign {name} is made. Now import its codes.",
            perform=_create,
            readers=_operators,
            form=CampaignForm,
            makes=True,
        ),
        Act(
            slug="import",
            deed=Deed.GIVE_KEYS,
            title="Import codes into campaign {subject}",
            about="They are sealed, and shown to nobody but whoever claims one. Those who wait get theirs at once, in order. "
            "A code that is in any campaign already is left out. "
            f"At most {LARGEST_FILE_BYTES // 1024**2} MiB and {MOST_CODES:,} codes at a time.",
            submit="Import",
            done="The codes are imported.",
            perform=_import,
            readers=_operators,
            form=DeliveryForm,
        ),
        Act(
            slug="withdraw",
            deed=Deed.GIVE_KEYS,
            title="Withdraw the unclaimed codes of campaign {subject}",
            about="Nobody will get them, and they cannot be imported again. Codes that somebody has stay theirs.",
            submit="Withdraw them",
            done="The unclaimed codes are withdrawn.",
            perform=_withdraw,
            readers=_operators,
            kind="danger",
        ),
        Act(
            slug="end",
            deed=Deed.GIVE_KEYS,
            title="End campaign {subject}",
            about="No more codes are given, and nobody waits any more. Codes that somebody has stay theirs.",
            submit="End it",
            done="Campaign {subject} has ended.",
            perform=_end,
            readers=_readers_of_end,
            kind="danger",
        ),
    ),
)
