"""Pass a connection from one process to another, with what was already read from it.

Each hand-over is a unix connection of its own: the giver sends the descriptor (SCM_RIGHTS, unix(7))
and the bytes, and ends its direction; the taker may send the descriptor back the same way, when
the client kept the connection alive. A unix connection that ends without one says that the other
process has closed it, or is gone.
"""

import socket

_MARK = b"+"
"""At least one byte must go with a descriptor."""
_BLOCK_BYTES = 64 * 1024


def offer(address: str, connection: socket.socket, received: bytes) -> socket.socket:
    """Hand over a connection; return the channel on which it may come back.

    The caller's descriptor stays open, and is the caller's to close.

    Raises:
        OSError: if nobody takes it now (nobody listens, or too many wait).
    """
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel.setblocking(False)
        channel.connect(address)
        give(channel, connection, received)
    except OSError:
        channel.close()
        raise
    return channel


def give(channel: socket.socket, connection: socket.socket, received: bytes = b"") -> None:
    """Send a connection through a channel and end this direction of it.

    Raises:
        OSError: if the other side is gone or the bytes do not fit into the channel at once.
    """
    message = _MARK + received
    if socket.send_fds(channel, [message], [connection.fileno()]) != len(message):
        raise BlockingIOError("the channel is full")
    channel.shutdown(socket.SHUT_WR)


def take(channel: socket.socket) -> tuple[socket.socket, bytes] | None:
    """Return the connection that was given, and what was read from it; None if the giver only ended.

    Waits for the giver to end, as long as the channel's time-out allows.

    Raises:
        OSError: if the giver is gone in the middle, or is too slow.
    """
    connection, received = _receive(channel)
    if connection is None:
        return None
    try:
        while more := channel.recv(_BLOCK_BYTES):
            received += more
    except OSError:
        connection.close()
        raise
    return connection, received[len(_MARK) :]


def take_back(channel: socket.socket) -> socket.socket | None:
    """Return the connection that came back with nothing read from it; None if it was closed. Never waits."""
    try:
        return _receive(channel)[0]
    except OSError:
        return None


def _receive(channel: socket.socket) -> tuple[socket.socket | None, bytes]:
    received, descriptors, _flags, _address = socket.recv_fds(channel, _BLOCK_BYTES, 1)
    return (socket.socket(fileno=descriptors[0]) if descriptors else None), received
