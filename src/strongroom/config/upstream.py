"""The upstream that the settings name, as it is asked."""

from collections.abc import Mapping
from typing import Any

from strongroom import __version__
from strongroom.config.folders import Folders
from strongroom.infra.eventlog import EventWriter
from strongroom.interfaces.simple.messages import Handler
from strongroom.interfaces.simple.upstream import UpstreamAnswers
from strongroom.readpath.store import PageStore
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.mirror import Limits, Mirror


def upstream_answers(
    environment: Mapping[str, Any], *, own: PageStore, events: EventWriter
) -> Handler | None:
    """Return who answers for names that are free here, or None if there is no upstream.

    Args:
        environment: As `read_environment` gives it.
    """
    root = environment["STRONGROOM_UPSTREAM"]
    if not root:
        return None
    client = UpstreamClient(
        root,
        user_agent=f"strongroom/{__version__}",
        fresh_seconds=environment["STRONGROOM_UPSTREAM_FRESH_SECONDS"],
    )
    limits = Limits(cache_bytes=environment["STRONGROOM_UPSTREAM_CACHE_MB"] * 1024 * 1024)
    mirror = Mirror(Folders(environment["STRONGROOM_DATA"]).upstream, client=client, limits=limits)
    return UpstreamAnswers(own, mirror, reserved=environment["STRONGROOM_RESERVED"], events=events)
