"""Mandates as a Django application."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Label and path."""

    name = "strongroom.mandates"
    label = "mandates"
