"""Whether this index works: a page for people, an answer for whoever watches it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import extent
from strongroom.criticality.queries import find_latest_run
from strongroom.foundation import clock
from strongroom.infra.journal.services import latest_serial
from strongroom.readpath.services import pages_of_this_node


@require_safe
@never_cache
def index_status(request: HttpRequest) -> HttpResponse:
    """Show what the index holds and how far its prepared pages have come."""
    shown, recorded = pages_of_this_node().store.serial(), latest_serial()
    context = {
        "serial": recorded,
        "pages_serial": shown,
        "pages_behind": recorded - shown,
        "extent": extent(),
        "run": find_latest_run(),
        "today": clock.today(),
    }
    return render(request, "pages/status.html", context)


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Look into the database and the page store; 200 with the newest serial, or 503 where one of them fails."""
    version = settings.STRONGROOM_VERSION
    try:
        pages_of_this_node().store.serial()
        serial = latest_serial()
    except Exception as error:  # noqa: BLE001 - whatever is broken, the answer is that something is
        return JsonResponse(
            {"status": "failing", "version": version, "failure": type(error).__name__}, status=503
        )
    return JsonResponse({"status": "ok", "version": version, "serial": serial})
