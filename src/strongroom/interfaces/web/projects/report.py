"""Report a project to the operators: anybody can, signed in or not, a few times an hour."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.catalog.queries import ProjectRecord
from strongroom.catalog.services import REPORT_LENGTH, ReportKind, report_project
from strongroom.foundation import clock
from strongroom.foundation.actors import STRANGER, Actor
from strongroom.foundation.client_addresses import client_address, network_of
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.web.projects.loading import of_project
from strongroom.interfaces.web.signed_in import actor, person_signed_in

REPORTS = Limit(10, timedelta(hours=1))
"""Of one person, or from one network by people who are not signed in."""


class ReportForm(forms.Form):
    """What is wrong, and how it can be seen."""

    kind = forms.ChoiceField(
        label="What is wrong",
        choices=(
            (ReportKind.MALWARE.value, "It does harm: malware, stolen secrets, a trap"),
            (ReportKind.ABUSE.value, "It is misused: spam, insults, somebody else's work"),
            (ReportKind.NAME.value, "Its name misleads, or belongs to somebody else"),
            (ReportKind.OTHER.value, "Something else"),
        ),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="What you saw",
        max_length=REPORT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Name the version, the file and the line if you can.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_project
def project_report(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show the form, and take the report."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by, now = _reporter(request), clock.now()
        count_attempt(_counted_as(request, by), REPORTS, now=now)
        kind = ReportKind(form.cleaned_data["kind"])
        report_project(project.name, kind, text=form.cleaned_data["text"], by=by, now=now)
        messages.success(request, "Thank you. The operators of this index will look at it.")
        return redirect("project", project.name)
    context = {"project": project, "form": form, "cancel_url": reverse("project", args=[project.name])}
    return render(request, "pages/project_report.html", context, status=400 if form.errors else 200)


def _reporter(request: HttpRequest) -> Actor:
    return actor(person_signed_in(request)) if request.user.is_authenticated else STRANGER


def _counted_as(request: HttpRequest, by: Actor) -> str:
    """Return under which name reports are counted: the person's, or that of a visitor's network."""
    if by.user_id is not None:
        return f"report:{by.user_id}"
    address = client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.STRONGROOM_PROXIES,
    )
    return f"report:{network_of(address)}"[:200]
