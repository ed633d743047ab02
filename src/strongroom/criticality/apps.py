"""Criticality as a Django application."""

from django.apps import AppConfig


class CriticalityConfig(AppConfig):
    """Label and path."""

    name = "strongroom.criticality"
    label = "criticality"
