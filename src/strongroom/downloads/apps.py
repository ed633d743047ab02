"""Downloads as a Django application."""

from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    """Label and path."""

    name = "strongroom.downloads"
    label = "downloads"
