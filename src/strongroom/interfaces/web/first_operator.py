"""The page behind the one-time link that `strongroom serve` prints at its first start."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts.errors import AccountExists, InvalidUsername, PasswordRefused
from strongroom.accounts.services import (
    MAX_USERNAME_LENGTH,
    MIN_PASSWORD_LENGTH,
    NewPerson,
    create_first_operator,
    first_operator_secret,
)
from strongroom.foundation import clock


class FirstOperatorForm(forms.Form):
    """Who will operate this index."""

    username = forms.CharField(
        label="User name",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    address = forms.EmailField(label="Mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        help_text=f"At least {MIN_PASSWORD_LENGTH} characters. A few unusual words in a row are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def first_operator(request: HttpRequest, secret: str) -> HttpResponse:
    """Create the first operator; once there is one, this page is not here."""
    if first_operator_secret() is None:
        raise Http404
    form = FirstOperatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = NewPerson(
            form.cleaned_data["username"], form.cleaned_data["address"], form.cleaned_data["password"]
        )
        try:
            create_first_operator(secret, new, now=clock.now())
        except (AccountExists, InvalidUsername, PasswordRefused) as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, "The first operator is created. Sign in, and enrol a second factor next."
            )
            return redirect("account_login")
    return render(request, "pages/first_operator.html", {"form": form}, status=400 if form.errors else 200)
