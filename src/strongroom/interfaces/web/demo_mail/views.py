"""Show the messages that STRONGROOM_MAIL=folder has kept."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

MESSAGES_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a reader sees it; `slug` is its file name without the ending."""

    slug: str
    recipient: str
    subject: str
    date: str
    text: str


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the messages, newest first."""
    page = Paginator(_newest_first(), MESSAGES_PER_PAGE).get_page(request.GET.get("page"))
    messages = [_read(path) for path in page.object_list]
    return render(request, "pages/mail_list.html", {"page": page, "letters": messages})


@require_safe
def mail_message(request: HttpRequest, message: str) -> HttpResponse:
    """Show one message."""
    path = settings.STRONGROOM_MAIL_FOLDER / f"{message}.eml"
    if not path.is_file():
        raise Http404
    return render(request, "pages/mail_message.html", {"letter": _read(path)})


def _newest_first() -> list[Path]:
    """The names of the files are numbers that rise."""
    return sorted(settings.STRONGROOM_MAIL_FOLDER.glob("*.eml"), reverse=True)


def _read(path: Path) -> Message:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Message(
        slug=path.stem,
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=str(message["Date"] or ""),
        text=_text(message),
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""
