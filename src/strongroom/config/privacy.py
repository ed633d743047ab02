"""Who may read, as the settings say: the handlers as they are, or behind a gate."""

from collections.abc import Mapping
from typing import Any

from strongroom.config.folders import Folders
from strongroom.interfaces.simple.messages import Handler
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.readpath.store import PageStore


def guarded(handlers: ReadHandlers, pages: PageStore, *, environment: Mapping[str, Any]) -> Handler:
    """Return what is to answer.

    Args:
        environment: As `read_environment` gives it.
    """
    if environment["STRONGROOM_READ"] == "public":
        return handlers.answer
    # Whoever reads for everybody needs no cryptography, and starts without it.
    from strongroom.infra.crypto.secret_file import load_or_create  # noqa: PLC0415
    from strongroom.interfaces.simple.gate import Gate  # noqa: PLC0415

    keyring = load_or_create(Folders(environment["STRONGROOM_DATA"]).secret_file)
    made_at = f"{environment['STRONGROOM_URL']}/account/tokens/"
    return Gate(handlers, pages, derive=keyring.derive, made_at=made_at).answer
