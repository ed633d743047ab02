"""The second lane: gunicorn's threads, for connections that a reader hands over."""

import socket
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from gunicorn.http import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

from strongroom.interfaces.simple.server.handover import give, take

_PATIENCE_SECONDS = 1.0
"""How long a reader, a process of our own, may take to send what it began to hand over."""


class Handed(TConn):
    """A client's connection, and the channel through which it came."""

    def __init__(
        self, worker: "SecondLane", channel: socket.socket, sock: socket.socket, received: bytes
    ) -> None:
        client = sock.getpeername()
        super().__init__(worker.cfg, sock, client, sock.getsockname())
        self.channel = channel
        self.parser = self._requests = RequestParser(self.cfg, sock, client)
        self._requests.unreader.unread(received)
        self.data_ready = True

    @property
    def has_more(self) -> bool:
        """Of the next request something was read already."""
        return bool(self._requests.unreader.buf.getvalue())

    def give_back(self) -> None:
        """Let the reader have the connection again; here it is closed."""
        with suppress(OSError):  # If the reader ended meanwhile, so does the connection.
            give(self.channel, self.sock)
        self.close()

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's signature
        """Close the connection and its channel."""
        super().close(graceful)
        self.channel.close()


class SecondLane(ThreadWorker):
    """A worker whose listener does not bring clients, but readers with a client each."""

    def accept(self, listener: Any) -> None:
        """Take what a reader hands over and have a thread answer it."""
        try:
            channel, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # Another worker was quicker.
        try:
            channel.settimeout(_PATIENCE_SECONDS)
            taken = take(channel)
            connection = taken and Handed(self, channel, *taken)
        except OSError:
            connection = None  # The reader or the client is gone.
        if connection is None:
            channel.close()
            return
        self.nr_conns += 1
        self.enqueue_req(connection)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Give a connection back that is kept alive and has nothing waiting; else end it, as gunicorn does."""
        kept_alive = not fs.cancelled() and fs.exception() is None and fs.result() is True
        if isinstance(conn, Handed) and kept_alive and self.alive and not conn.has_more:
            self.nr_conns -= 1
            conn.give_back()
        else:
            super().finish_request(conn, fs)
