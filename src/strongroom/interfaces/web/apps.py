"""The pages as a Django application, so that its templates and tags are found."""

from django.apps import AppConfig
from django.core.signals import got_request_exception

from strongroom.infra.db import close_after_error


class WebConfig(AppConfig):
    """Label and path."""

    name = "strongroom.interfaces.web"
    label = "web"

    def ready(self) -> None:
        """Let no request that failed leave anything to the next one of its thread."""
        got_request_exception.connect(_after_error)


def _after_error(**_signal: object) -> None:
    close_after_error()
