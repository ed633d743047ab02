"""Criticality as a Django application."""

from django.apps import AppConfig


class CriticalityConfig(AppConfig):
    """Label, path, and what the catalog is told."""

    name = "strongroom.criticality"
    label = "criticality"

    def ready(self) -> None:
        """Have new names compared with the critical ones, of which the catalog below us cannot know."""
        # Models must be loaded first.
        from strongroom.catalog.services.names import watch_look_alikes_of  # noqa: PLC0415
        from strongroom.criticality.queries import designated_since  # noqa: PLC0415

        watch_look_alikes_of(designated_since)
