"""One view: read the call, answer it. Whatever is wrong with a call is a fault, with status 200."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.mirroring.calls import (
    APPLICATION_ERROR,
    PARSE_ERROR,
    CallUnreadable,
    read_call,
    write_answer,
    write_fault,
)
from strongroom.interfaces.mirroring.methods import call

BODY_LIMIT_BYTES = 64 * 1024
PER_ADDRESS = Limit(3600, timedelta(hours=1))


# No cookie counts here and nothing is changed, so there is nothing to forge.
@csrf_exempt
@require_POST
def answer_call(request: HttpRequest) -> HttpResponse:
    """Answer one XML-RPC call."""
    return HttpResponse(_answer(request), content_type="text/xml; charset=utf-8")


def _answer(request: HttpRequest) -> bytes:
    body = request.read(BODY_LIMIT_BYTES + 1)
    if len(body) > BODY_LIMIT_BYTES:
        return write_fault(PARSE_ERROR, f"A call has at most {BODY_LIMIT_BYTES} bytes.")
    try:
        count_attempt(
            f"mirroring-from:{get_adapter(request).get_client_ip(request)}", PER_ADDRESS, now=clock.now()
        )
        method, parameters = read_call(body)
        return write_answer(call(method, parameters))
    except CallUnreadable as refusal:
        return write_fault(PARSE_ERROR, refusal.message)
    except Refusal as refusal:
        return write_fault(APPLICATION_ERROR, refusal.message)
