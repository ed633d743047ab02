"""What is asked of somebody: by whom, for which projects, by when, what happens then, how to do it, and what to do instead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import Person, list_factors
from strongroom.foundation import clock
from strongroom.interfaces.web.accounts.bonds import shown_bond, title_of
from strongroom.interfaces.web.accounts.enrolling import enrolling_of
from strongroom.interfaces.web.accounts.vouchers import Offer, offers_to
from strongroom.interfaces.web.accounts.ways_out import shown_projects, wait_words, ways_words
from strongroom.interfaces.web.asked import find_obligation
from strongroom.interfaces.web.signed_in import person_signed_in
from strongroom.mandates.queries import Asked, CampaignPhase, list_asked, list_bonds, list_terms
from strongroom.mandates.services import Phase

PROJECTS_PER_PAGE = 25


@login_required
@require_safe
@never_cache
def obligations(request: HttpRequest) -> HttpResponse:
    """Show everything that is asked of whoever is signed in, whether or not they have done it."""
    person, now = person_signed_in(request), clock.now()
    asked = list_asked(person, now=now)
    bound = [one for one in asked if one.term is not None]
    context = {
        "person": person,
        # The page says it at length: not above it as well.
        "asked_of_you": None,
        "obligation": find_obligation(asked, now=now),
        "today": now.date(),
        "bound": len(bound),
        "projects": len(asked),
        **(_of_the_bound(request, person, bound, now) if bound else _of_others()),
    }
    return render(request, "accounts/obligations.html", context)


def _of_the_bound(
    request: HttpRequest, person: Person, bound: Sequence[Asked], now: datetime
) -> dict[str, Any]:
    bonds, factors = list_bonds(person, bound), list_factors(person.user_id)
    offers = [offer for offer in offers_to(person.user_id) if _is_open_to_them(offer)]
    page = Paginator(bound, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    titles = {bond.mandate.id: title_of(bond.mandate) for bond in bonds}
    rows = shown_projects(person, list(page.object_list), titles, now=now)
    return {
        "bonds": [shown_bond(bond, person, factors, now=now) for bond in bonds],
        "enrolling": enrolling_of(person, bonds, offers),
        "is_late": any(not one.satisfied and one.phase is Phase.ENFORCED for one in bound),
        "offers": offers,
        "page": page,
        "rows": rows,
        "ways": ways_words(rows),
        "waits": wait_words(rows),
    }


def _is_open_to_them(offer: Offer) -> bool:
    """They have a code that can be redeemed, wait for one, or can ask for one now."""
    if offer.claim is not None:
        return not offer.has_expired
    return offer.phase is CampaignPhase.OPEN and not offer.objection


def _of_others() -> dict[str, Any]:
    """Return what would be asked of somebody who publishes for the first time, if anything is."""
    return {"for_publishers": next(iter(list_terms(())), None)}
