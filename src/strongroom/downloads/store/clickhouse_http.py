"""One ClickHouse server, asked over its HTTP interface, with nothing but the standard library.

Source: ClickHouse documentation, "HTTP interface"; kept to what servers from 18.16 on understand.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode

from strongroom.downloads.errors import DetailsUnreachable

_CONNECT_SECONDS = 2
_ANSWER_SECONDS = 30
"""A page waits for it."""
_LOAD_SECONDS = 600
"""Between two blocks of a day that is carried."""
_BLOCK_BYTES = 1024 * 1024
_SIGN = "X-ClickHouse-Server-Display-Name"
"""Of every answer."""


class ServerSilent(DetailsUnreachable):
    """A server cannot be reached; another one may be."""

    code = "detail_server_silent"


class Server:
    """A server, and whom we are to it.

    Args:
        host: With its port, such as `192.0.2.7:8123`.
        password: In memory only; errors do not repeat it.
    """

    def __init__(self, host: str, *, tls: bool, user: str, password: str) -> None:
        self.host = host
        self._connection_class = HTTPSConnection if tls else HTTPConnection
        self._headers = {"X-ClickHouse-User": user, "X-ClickHouse-Key": password}

    def ask(self, sql: str, *, body: Iterable[bytes] | None = None) -> list[list[str]]:
        """Run a statement; return the rows of its answer, of texts without escapes.

        Args:
            body: Lines of an INSERT.

        Raises:
            ServerSilent: if it does not answer.
            DetailsUnreachable: if it answers with an error.
        """
        seconds = _ANSWER_SECONDS if body is None else _LOAD_SECONDS
        with self._answer(sql, body, seconds) as response:
            text = response.read().decode("utf-8")
        return [line.split("\t") for line in text.splitlines()]

    def stream(self, sql: str) -> Iterator[bytes]:
        """Run a statement; yield its answer in blocks. Raises as `ask`."""
        with self._answer(sql, None, _LOAD_SECONDS) as response:
            while block := response.read(_BLOCK_BYTES):
                yield block

    @contextmanager
    def _answer(self, sql: str, body: Iterable[bytes] | None, seconds: float) -> Iterator[HTTPResponse]:
        connection = self._connection_class(self.host, timeout=_CONNECT_SECONDS)
        # The whole answer is made before its status is sent: an error in the middle is not taken for the end.
        query = urlencode({"query": sql, "wait_end_of_query": 1})
        try:
            connection.connect()
            connection.sock.settimeout(seconds)
            connection.request(
                "POST", f"/?{query}", body=body, headers=self._headers, encode_chunked=body is not None
            )
            response = connection.getresponse()
            if response.headers.get(_SIGN) is None:
                raise DetailsUnreachable(
                    f"What answers at {self.host} is no ClickHouse server.",
                    next_step="Look into STRONGROOM_DETAIL_URL: it takes the port of the HTTP interface.",
                )
            if response.status != 200:
                said = response.read(2000).decode("utf-8", "replace").splitlines()
                raise DetailsUnreachable(
                    f"The detail store at {self.host} refuses: {' '.join(said[:1])[:300]}",
                    next_step="Look into STRONGROOM_DETAIL_URL and into the server's log.",
                )
            yield response
        except (OSError, HTTPException) as error:
            raise ServerSilent(
                f"The detail store at {self.host} does not answer: {error}.",
                next_step="Look whether it runs, and whether STRONGROOM_DETAIL_URL names it.",
            ) from error
        finally:
            connection.close()
