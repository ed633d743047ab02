"""The throttle as a Django application."""

from django.apps import AppConfig


class ThrottleConfig(AppConfig):
    """Label and path."""

    name = "strongroom.infra.throttle"
    label = "throttle"
