"""The journal as a Django application."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Label and path."""

    name = "strongroom.infra.journal"
    label = "journal"
