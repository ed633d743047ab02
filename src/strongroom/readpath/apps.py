"""The read path as a Django application: it listens to the journal."""

from django.apps import AppConfig
from django.conf import settings

from strongroom.infra.journal.listeners import subscribe


class ReadpathConfig(AppConfig):
    """Label, path, and the one subscription."""

    name = "strongroom.readpath"
    label = "readpath"

    def ready(self) -> None:
        """Have pages follow each commit at once, so that whoever got a 200 sees its effect."""
        from strongroom.readpath.services import pages_of_this_node  # noqa: PLC0415 - models must be loaded first

        # A simulation offers nothing to installers: its files have no content.
        if not settings.STRONGROOM_SIMULATION:
            subscribe(lambda: pages_of_this_node().catch_up())
