"""What the index of these tests holds: a few small projects, each with something a client has to mind."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tests.clients.desk import Desk
from tests.clients.workshop import Workshop
from tests.support.distributions import Sdist, Wheel

BURNS = "It burns on <Tuesdays> & Fridays."
MOVED = "It moved to lantern."


def wheel(name: str, version: str, *requirements: str, **headers: str) -> Wheel:
    """Return a wheel whose module says its version."""
    folder = name.replace("-", "_").replace(".", "_").lower()
    said = {"Requires-Dist": requirements} if requirements else {}
    return Wheel(
        name=name,
        version=version,
        files={f"{folder}/__init__.py": f"version = {version!r}\n".encode()},
        headers={**said, **{header.replace("_", "-"): value for header, value in headers.items()}},
    )


def digest(built: Wheel | Sdist) -> str:
    """Return the SHA-256 of the file, in hexadecimal digits."""
    return sha256(built.content).hexdigest()


LANTERN = (wheel("lantern", "1.0"), wheel("lantern", "1.9"), wheel("lantern", "1.10"))
LANTERN_SDIST = Sdist(name="lantern", version="1.10")
TRUNK = (
    wheel("trunk", "1.0", "lantern<1.10"),
    # No such lantern exists: resolvers read it from the metadata, and go back to 1.0.
    wheel("trunk", "2.0", "lantern==7"),
    wheel("trunk", "3.0", Requires_Python=">=3.99"),
)
BURNER = (wheel("burner", "1.0"), wheel("burner", "2.0"))
HARBOR = wheel("Harbor.Light", "1!2.0")
PIER = wheel("pier", "1.0")
RIPENING = (wheel("ripening", "1.0"), wheel("ripening", "2.0"))


@dataclass(frozen=True)
class Stock:
    """What cannot be known before the index is filled.

    Args:
        ripe_at: After the first release of ripening, before the second.
    """

    ripe_at: datetime


def fill(workshop: Workshop, desk: Desk) -> Stock:
    """Publish everything, yank burner 2.0, archive pier."""
    for built in (*LANTERN, LANTERN_SDIST, *TRUNK, *BURNER, HARBOR, PIER):
        workshop.publish(built)
    desk.order("yank", person="ada", project="burner", version="2.0", reason=BURNS)
    desk.order("archive", person="ada", project="pier", reason=MOVED)
    return Stock(_publish_with_time_between(workshop, *RIPENING))


def _publish_with_time_between(workshop: Workshop, first: Wheel, second: Wheel) -> datetime:
    workshop.publish(first)
    time.sleep(0.05)
    between = datetime.now(UTC)
    time.sleep(0.05)
    workshop.publish(second)
    return between
