"""Simulations as a Django application: every process that opens one knows what it is."""

from django.apps import AppConfig
from django.conf import settings


class SimulationConfig(AppConfig):
    """Label and path; it has no tables of its own."""

    name = "strongroom.simulation"
    label = "simulation"

    def ready(self) -> None:
        """Enter, whichever command or server this is; an index has nothing to do with it."""
        if settings.STRONGROOM_SIMULATION:
            from strongroom.simulation.services import enter  # noqa: PLC0415 - models must be loaded first

            enter(settings.STRONGROOM_DATA)
