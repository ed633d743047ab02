"""Signatures of the links in our letters: they show, without a sign-in, that a link is as we wrote it.

They are derived from the installation's secret, so that nothing is stored.
"""

import hmac
from base64 import urlsafe_b64encode

from django.conf import settings


def signature_of(text: str, *, purpose: str) -> str:
    """Return what a link carries that stands for this.

    Args:
        purpose: Of the link: a signature for one opens nothing of another.
    """
    digest = settings.STRONGROOM_KEYRING.keyed_digest(text.encode(), purpose=purpose)
    return urlsafe_b64encode(digest).decode().rstrip("=")


def is_same(signature: str, expected: str) -> bool:
    """Compare two signatures in a time that tells nothing."""
    return hmac.compare_digest(signature.encode(), expected.encode())
