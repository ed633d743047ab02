"""The front page, and what a search finds."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import extent, newest_releases, search
from strongroom.criticality.queries import designated_since, percent_words
from strongroom.criticality.services import policy_in_force
from strongroom.foundation import clock
from strongroom.interfaces.web.charts.shares import whole_percent
from strongroom.interfaces.web.help.ledger import policy_events
from strongroom.interfaces.web.wording import Event
from strongroom.mandates.queries import Figures, figures_now

LONGEST_QUERY = 100
FOUND_AT_MOST = 200
HITS_PER_PAGE = 20
RULES_SHOWN = 3
"""Of those in force, and again of those to come."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page, or what is found where something is searched for."""
    # No name has a NUL in it, and no text of PostgreSQL can.
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    return _found(request, query) if query else _front(request)


def _front(request: HttpRequest) -> HttpResponse:
    critical, figures, now = designated_since(), figures_now(), clock.now()
    newest = [
        {"name": hit.name, "version": hit.version, "summary": hit.summary, "released_at": hit.released_at}
        | {"critical": hit.name in critical}
        for hit in newest_releases()
    ]
    context = {
        "index_url": f"{settings.STRONGROOM_URL}/simple/",
        "share": percent_words(policy_in_force().share),
        "tiles": _tiles(figures),
        "newest": newest,
        "policy_changes": _newest_and_next(policy_events(now)),
        "today": now.date(),
        "search_in_page": True,
    }
    return render(request, "pages/home.html", context)


def _newest_and_next(events: list[Event]) -> list[Event]:
    """Return what came into force last and what will next: many mandates have many dates, and a page of their own."""
    done = [event for event in events if event.state == "done"]
    coming = [event for event in events if event.state != "done"]
    return done[-RULES_SHOWN:] + coming[:RULES_SHOWN]


def _tiles(figures: Figures) -> list[dict[str, Any]]:
    held = extent()
    share = (
        whole_percent(figures.bound_protected / figures.people_bound)
        if figures.people_bound
        else "\N{EN DASH}"
    )
    return [
        {"figure": f"{held.projects:,}", "label": "projects", "note": f"{held.files:,} files"},
        {"figure": f"{figures.critical_projects:,}", "label": "critical projects", "note": ""},
        {"figure": share, "label": "of their people protected", "note": "each person counted once"},
    ]


def _found(request: HttpRequest, query: str) -> HttpResponse:
    hits = search(query, limit=FOUND_AT_MOST)
    page = Paginator(hits, HITS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "page": page,
        "found": len(hits),
        "found_at_most": FOUND_AT_MOST,
        "critical": designated_since(),
        "search_in_page": True,
    }
    return render(request, "pages/search.html", context)
