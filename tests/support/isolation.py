"""What no test may touch: other machines, and in tests of rules any network and the time of day."""

import sys
from datetime import datetime
from ipaddress import ip_address
from typing import Any

_network_closed = False


class Forbidden(AssertionError):
    """A test reached for something that would make its result depend on the world."""


def close_network(*, closed: bool) -> None:
    """Refuse loopback connections, too, from now on (or no longer)."""
    global _network_closed
    _network_closed = closed


def no_time() -> datetime:
    """Stand in for the clock where a rule must be given the time.

    Raises:
        Forbidden: always.
    """
    raise Forbidden("a rule asked the clock; give it the time as a value")


def watch_connections() -> None:
    """Refuse this process every connection to another machine (CPython's audit event `socket.connect`)."""
    sys.addaudithook(_refuse_connections)


def _refuse_connections(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if _network_closed or (isinstance(address, tuple) and not _is_loopback(str(address[0]))):
        raise Forbidden(f"a test connects to {address!r}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
