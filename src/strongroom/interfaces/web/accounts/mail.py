"""Which mail somebody gets: the page on which they choose, and the link in each message that switches its kind off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from strongroom.accounts import services
from strongroom.accounts.queries import list_declined_mail
from strongroom.accounts.services import MailKind
from strongroom.foundation import clock
from strongroom.infra.outbox.queries import list_letters
from strongroom.interfaces.web.accounts.forms import MailForm
from strongroom.interfaces.web.signed_in import actor, person_signed_in

LETTERS_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail_choice(request: HttpRequest) -> HttpResponse:
    """Show which kinds of mail there are, and switch them off and on.

    Needs no fresh proof: whatever is switched off is told by mail.
    """
    person = person_signed_in(request)
    given = request.POST if request.method == "POST" else None
    form = MailForm(given, declined=list_declined_mail(person.user_id))
    if form.is_valid():
        services.choose_mail(person.user_id, wanted=form.wanted, by=actor(person), now=clock.now())
        messages.success(request, "Saved. Whatever you have switched off is confirmed by mail.")
        return redirect("mail_choice")
    context = {
        "person": person,
        "form": form,
        "always": [kind for kind in MailKind if not kind.switchable],
        "letters": list_letters(person.address, topics=list(MailKind), limit=LETTERS_SHOWN),
    }
    return render(request, "accounts/mail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt
def mail_off(request: HttpRequest, user_id: int, kind: str, signature: str) -> HttpResponse:
    """Switch one kind of mail off, without sign-in: the address is signed, and can do nothing else.

    Only a POST does it, as mail programs send it and as the button of the page does; whatever follows the
    addresses in a message, as scanners do, changes nothing (RFC 8058, 3.2).
    """
    is_done = request.method == "POST"
    link = {"kind": kind, "signature": signature}
    known = (
        services.switch_off_by_link(user_id, **link, now=clock.now())
        if is_done
        else services.check_off_link(user_id, **link)
    )
    return render(request, "accounts/mail_off.html", {"kind": known, "is_done": is_done})
