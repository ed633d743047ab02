"""The outbox as a Django application."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Label and path."""

    name = "strongroom.infra.outbox"
    label = "outbox"
