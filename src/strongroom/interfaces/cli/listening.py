"""The sockets that `serve` listens on. It holds them, so that a process that dies takes no waiting client with it."""

import os
import socket
import struct
import sys

from strongroom.foundation.errors import Refusal

BACKLOG = 2048
STALLED_SECONDS = 30
"""How long a client may send nothing, or take nothing, in the middle of a request that a thread answers; a proxy in
front bounds the whole of a request, too (docs/how-to/run-an-index.md)."""

_SHARES_A_PORT = sys.platform == "linux"
"""Linux spreads connections over sockets of one port (SO_REUSEPORT); elsewhere all processes accept from one."""


class AddressUnusable(Refusal):
    """Another program listens there, or the address is not this machine's."""

    code = "address_unusable"


def listen(host: str, port: int, *, processes: int) -> list[socket.socket]:
    """Return a listening socket for each process.

    Raises:
        AddressUnusable: if nothing can listen there.
    """
    try:
        # First alone: sharing a port is meant for the processes of one index, not for two indexes.
        _bound(host, port, shared=False).close()
        listeners = [
            _bound(host, port, shared=_SHARES_A_PORT) for _ in range(processes if _SHARES_A_PORT else 1)
        ]
        for listener in listeners:
            listener.listen(BACKLOG)
    except OSError as error:
        raise AddressUnusable(
            f"Nothing can listen on {host}:{port}: {_reason(error)}.",
            next_step="End what listens there, or choose another --port.",
        ) from error
    return listeners if _SHARES_A_PORT else listeners * processes


def _give_up_on_stalled_clients(listener: socket.socket) -> None:
    """Have the system end what a client has stopped; the connections that are accepted inherit it."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALLED_SECONDS, 0))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_SECONDS * 1000)


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _give_up_on_stalled_clients(listener)
        listener.bind((host.strip("[]"), port))
    except OSError:
        listener.close()
        raise
    return listener


def _reason(error: OSError) -> str:
    """Return the system's words; names that cannot be looked up have numbers below zero, and words of their own."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror)
