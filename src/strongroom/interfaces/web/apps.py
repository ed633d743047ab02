"""The pages as a Django application, so that its templates and tags are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Label and path."""

    name = "strongroom.interfaces.web"
    label = "web"
