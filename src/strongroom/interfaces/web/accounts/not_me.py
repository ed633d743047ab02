"""The link in the letter about a change of hands: "this was not me"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from strongroom.accounts.services import check_dispute_link
from strongroom.foundation import clock
from strongroom.mandates.services import dispute


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt
def not_me(request: HttpRequest, change_id: int, signature: str) -> HttpResponse:
    """Freeze the account of a letter, without sign-in: the address is signed, and can do nothing else.

    Only a POST does it, as the button of the page sends it; whatever follows the addresses in a message, as scanners
    do, changes nothing. Who can send it has the letter, from whatever site.
    """
    now, is_done = clock.now(), request.method == "POST"
    found = (
        dispute(change_id, signature=signature, now=now)
        if is_done
        else check_dispute_link(change_id, signature=signature, now=now)
    )
    return render(request, "accounts/not_me.html", {"dispute": found, "is_done": is_done})
