"""Catalog as a Django application."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Label and path."""

    name = "strongroom.catalog"
    label = "catalog"
