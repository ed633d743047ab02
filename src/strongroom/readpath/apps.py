"""The read path as a Django application: it listens to the journal."""

import logging

from django.apps import AppConfig
from django.conf import settings

from strongroom.infra.journal.listeners import subscribe

_log = logging.getLogger(__name__)


class ReadpathConfig(AppConfig):
    """Label, path, and the one subscription."""

    name = "strongroom.readpath"
    label = "readpath"

    def ready(self) -> None:
        """Have pages follow each commit at once, so that whoever got a 200 sees its effect."""
        # A simulation offers nothing to installers: its files have no content.
        if not settings.STRONGROOM_SIMULATION:
            subscribe(_follow)


def _follow() -> None:
    """Bring the pages to the journal; where that is impossible now, say so in a line, for the change itself is made."""
    from strongroom.readpath.services import pages_of_this_node  # noqa: PLC0415 - models must be loaded first
    from strongroom.readpath.store import FAULTS  # noqa: PLC0415 - LMDB is loaded by who needs it

    try:
        pages_of_this_node().catch_up()
    except FAULTS as error:
        # No traceback: it would help nobody who has given a command.
        _log.error("The change is made; prepared pages show it once the worker can write them: %s", error)
