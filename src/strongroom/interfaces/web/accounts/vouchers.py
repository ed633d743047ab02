"""Free security keys: the campaigns somebody may take part in, or why not; asking, looking at the code, giving it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.foundation import clock
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof
from strongroom.interfaces.web.wording import list_words
from strongroom.mandates.queries import (
    Campaign,
    CampaignPhase,
    Eligible,
    HeldClaim,
    Ineligible,
    Stock,
    eligibility_of,
    get_campaign,
    list_campaigns,
    list_claims,
    stocks_of,
)
from strongroom.mandates.services import GivenUp, claim_voucher, give_up_voucher, show_voucher

_GIVEN_UP = {
    GivenUp.PLACE: "Done: you wait no more.",
    GivenUp.CODE: "Done: it is yours no more.",
    GivenUp.PASSED_ON: "Done: it went to the next who waited.",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A campaign, as far as somebody is concerned."""

    campaign: Campaign
    phase: CampaignPhase
    verdict: Eligible | Ineligible
    claim: HeldClaim | None
    stock: Stock
    today: date

    @property
    def is_left(self) -> bool:
        """A code is left, for some region at least."""
        return bool(self.stock.left_for)

    @property
    def stock_words(self) -> str:
        """What is left and how many wait, as a sentence: the same wherever a code is offered; empty if all get one at once."""
        if self.stock.is_for_all:
            return ""
        number = self.stock.waiting
        line = f"{number:,} {'waits' if number == 1 else 'wait'}" if number else "nobody waits"
        return f"{f'Left for {list_words(self.stock.left_for)} only' if self.is_left else 'None is left'}; {line}."

    @property
    def objection(self) -> str:
        """Why they cannot have a code, as a sentence; empty if they can."""
        return self.verdict.why if isinstance(self.verdict, Ineligible) else ""

    @property
    def has_expired(self) -> bool:
        """The code they have can be redeemed no more."""
        last = self.claim.expires_on if self.claim else None
        return last is not None and last < self.today

    @property
    def badge(self) -> tuple[str, str]:
        """The state, as `components/badge.html` takes it, and its words."""
        if self.claim is not None:
            waiting = ("announced", f"You wait: place {self.claim.place:,}")
            return waiting if self.claim.place else ("protected", "A code is yours")
        if self.phase is CampaignPhase.COMING:
            return "candidate", f"Begins on {day_words(self.campaign.opens_on)}"
        if self.phase is CampaignPhase.OVER or self.objection:
            return "lapsed", "Over" if self.phase is CampaignPhase.OVER else "Not for you"
        return "candidate", "You can ask for one" if self.is_left else "You can join the line"


def offers_to(user_id: int) -> list[Offer]:
    """Return the campaigns that run or begin, and those somebody has a code of, the newest first."""
    claims, today = list_claims(user_id), clock.now().date()
    campaigns = [
        one for one in list_campaigns() if one.id in claims or one.phase(today) is not CampaignPhase.OVER
    ]
    return _offers(campaigns, claims, user_id)


class RegionForm(forms.Form):
    """Where the key is to go."""

    region = forms.ChoiceField(label="Where the key is to go")

    def __init__(self, campaign: Campaign, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request posts, or nothing
        choices = [("", "Choose …"), *campaign.offered_regions]
        self.fields["region"] = forms.ChoiceField(
            label="Where the key is to go",
            choices=choices,
            help_text="Only the region is kept with your request, nothing else about where you are.",
        )


@login_required
@require_safe
@never_cache
def free_keys(request: HttpRequest) -> HttpResponse:
    """List the campaigns that run or begin, and those somebody has a code of."""
    return render(
        request, "accounts/free_keys.html", {"offers": offers_to(person_signed_in(request).user_id)}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def free_key(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show one campaign and how far somebody is with it, and let them ask for a code."""
    person, campaign = person_signed_in(request), get_campaign(campaign_id)
    form = RegionForm(campaign, request.POST if request.method == "POST" else None)
    if form.is_valid():
        held = claim_voucher(
            campaign_id, region=form.cleaned_data["region"], by=actor(person), now=clock.now()
        )
        said = (
            f"You wait: place {held.place:,}. We write to you." if held.place else "A code is there for you."
        )
        messages.success(request, said)
        return redirect("free_key", campaign_id)
    return _page(request, campaign, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
@never_cache
def free_key_show(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show the code, in this answer only."""
    shown = show_voucher(require_proof(request), campaign_id, now=clock.now())
    return _page(request, get_campaign(campaign_id), shown=shown)


@login_required
@require_POST
@never_cache
def free_key_give_up(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Give a code back that was not looked at, or wait no more."""
    given_up = give_up_voucher(campaign_id, by=actor(person_signed_in(request)), now=clock.now())
    messages.success(request, _GIVEN_UP[given_up])
    return redirect("free_key", campaign_id)


def _page(request: HttpRequest, campaign: Campaign, *, status: int = 200, **more: object) -> HttpResponse:
    user_id = person_signed_in(request).user_id
    [offer] = _offers([campaign], list_claims(user_id), user_id)
    return render(request, "accounts/free_key.html", {"offer": offer, **more}, status=status)


def _offers(campaigns: Sequence[Campaign], claims: Mapping[int, HeldClaim], user_id: int) -> list[Offer]:
    now = clock.now()
    stocks = stocks_of(campaigns, today=now.date())
    return [
        Offer(
            campaign=one,
            phase=one.phase(now.date()),
            verdict=eligibility_of(user_id, one, now=now),
            claim=claims.get(one.id),
            stock=stocks[one.id],
            today=now.date(),
        )
        for one in campaigns
    ]
