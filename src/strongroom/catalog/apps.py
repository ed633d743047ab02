"""Catalog as a Django application."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Label, path, and what the accounts are told."""

    name = "strongroom.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Tell the accounts below us, who know nothing of projects, who shares some with whom."""
        # Models must be loaded first.
        from strongroom.accounts.services import know_companions_by  # noqa: PLC0415
        from strongroom.catalog.queries import companions_of  # noqa: PLC0415

        know_companions_by(companions_of)
