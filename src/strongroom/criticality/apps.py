"""Criticality as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate

from strongroom.foundation import clock


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
        post_migrate.connect(_begin_ledger, sender=self)


def _begin_ledger(apps: Any = installed, **_others: object) -> None:
    """Write the first policy as soon as there is a table for it, and again when all tables were emptied (`flush`)."""
    from strongroom.criticality.services.ledger import keep_first_policy  # noqa: PLC0415 - as above

    if "policyversion" in apps.all_models["criticality"]:
        keep_first_policy(now=clock.now())
