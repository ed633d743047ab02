"""Whose account can be entered through the identity provider."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings


def is_connected_to_provider(user_id: int) -> bool:
    """The account can be entered through the provider that is set up now."""
    issuer = settings.STRONGROOM_PROVIDER_ISSUER
    return bool(issuer) and SocialAccount.objects.filter(user_id=user_id, provider=issuer).exists()
