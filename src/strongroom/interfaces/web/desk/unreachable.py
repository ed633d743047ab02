"""Whom no mail reaches though they may publish critical projects, and which mail domains are in doubt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import list_doubtful_domains
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.mandates.queries import list_unreachable_maintainers


@at_the_desk
@require_safe
def unreachable(request: HttpRequest, by: Actor) -> HttpResponse:  # noqa: ARG001 - every page of the desk knows who looks
    """List them."""
    context = {
        "people": list_unreachable_maintainers(now=clock.now()),
        "domains": list_doubtful_domains(),
    }
    return render(request, "desk/unreachable.html", context)
