"""One view: count, read, report. Everybody is answered alike, whatever they have found."""

from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from strongroom.accounts.services import LONGEST_ADDRESS, LeakReport, report_leaks
from strongroom.foundation import clock
from strongroom.foundation.client_addresses import client_address, network_of
from strongroom.foundation.tokens.macaroons import MAX_TOKEN_LENGTH
from strongroom.infra.throttle.services import Limit, TooManyAttempts, count_attempt
from strongroom.interfaces.web.leaks.reading import ReportUnreadable, read_reports

REQUESTS = Limit(60, timedelta(minutes=1))
"""From one network; each may report many tokens."""

THANKS = "Tokens of this index that were still in force are revoked now, and their owners are told."


class LeakForm(forms.Form):
    """A token, and where it was."""

    token = forms.CharField(
        label="The token",
        max_length=MAX_TOKEN_LENGTH,
        help_text="Whole, from its first character to its last.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    url = forms.CharField(
        label="Where you found it",
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text="Its address, for the owner.",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )


# No cookie counts here: whoever makes somebody else's browser post a token has it already.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_leak(request: HttpRequest) -> HttpResponse:
    """Take a report from anybody: a form of a person, JSON of a program."""
    if request.method == "POST" and request.content_type == "application/json":
        return _take_from_program(request)
    form = LeakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request)
        said = form.cleaned_data
        report_leaks([LeakReport(said["token"], said["url"])], now=clock.now())
        return render(request, "accounts/leak_reported.html", {"thanks": THANKS})
    return render(request, "accounts/leak_report.html", {"form": form})


def _take_from_program(request: HttpRequest) -> HttpResponse:
    try:
        _count(request)
        reports = read_reports(request.body)
    except TooManyAttempts as refusal:
        answer = JsonResponse({"message": refusal.message}, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = http_date(refusal.retry_at.timestamp())
        return answer
    except ReportUnreadable as refusal:
        return JsonResponse({"message": refusal.message}, status=HTTPStatus.BAD_REQUEST)
    except RequestDataTooBig:
        return JsonResponse(
            {"message": "This is too much at once."}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    report_leaks(reports, now=clock.now())
    return JsonResponse({"received": len(reports), "message": THANKS})


def _count(request: HttpRequest) -> None:
    """Count a request of this network.

    Raises:
        TooManyAttempts: it has sent enough for now.
    """
    address = client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.STRONGROOM_PROXIES,
    )
    count_attempt(f"leak-report:{network_of(address)}"[:200], REQUESTS, now=clock.now())
