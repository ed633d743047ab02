"""The last step of a sign-in from a browser that is not known: the code that was mailed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.accounts.errors import FactorRefused
from strongroom.interfaces.web.accounts.browsers import trust
from strongroom.interfaces.web.accounts.forms import MailedCodeForm
from strongroom.interfaces.web.accounts.sign_in import answer_of, at_stage
from strongroom.interfaces.web.accounts.stages import ConfirmBrowserStage


@require_http_methods(["GET", "HEAD", "POST"])
@at_stage(ConfirmBrowserStage)
def confirm_browser(request: HttpRequest, stage: ConfirmBrowserStage) -> HttpResponse:
    """Ask for the mailed code; then this browser is known, and the sign-in goes on."""
    user_id: int = stage.login.user.pk
    form = MailedCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            stage.accept_code(form.cleaned_data["code"])
        except FactorRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            trust(request, user_id)
            return answer_of(stage.exit())
    return render(
        request, "accounts/confirm_browser.html", {"form": form, "is_demo": settings.STRONGROOM_DEMO}
    )


@require_POST
@at_stage(ConfirmBrowserStage)
def confirm_browser_again(request: HttpRequest, stage: ConfirmBrowserStage) -> HttpResponse:
    """Mail another code."""
    if stage.send_code():
        messages.success(request, "Another code is on its way. Those before it no longer work.")
    return redirect("confirm_browser")
