"""Where people reach the operators of this index."""

from urllib.parse import quote

from django.conf import settings


def contact_url(subject: str = "") -> str:
    """Return what opens a letter to the operators with this subject, or the page where they are reached."""
    contact: str = settings.STRONGROOM_CONTACT
    if "://" in contact:
        return contact
    return f"mailto:{contact}?subject={quote(subject)}" if subject else f"mailto:{contact}"
