"""The letters of mandates, each at its lasting address: for its reader alone, whether or not a mail brought it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.interfaces.web.signed_in import person_signed_in
from strongroom.mandates.queries import get_letter_to, list_letters_to

LETTERS_PER_PAGE = 25


@login_required
@require_safe
@never_cache
def mandate_letters(request: HttpRequest) -> HttpResponse:
    """List them, newest first."""
    person = person_signed_in(request)
    page = Paginator(list_letters_to(person.user_id), LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/mandate_letters.html", {"page": page, "person": person})


@login_required
@require_safe
@never_cache
def mandate_letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Show one of them as it was written; whoever it was not written to finds nothing here."""
    letter = get_letter_to(person_signed_in(request).user_id, letter_id)
    return render(request, "accounts/mandate_letter.html", {"letter": letter})
