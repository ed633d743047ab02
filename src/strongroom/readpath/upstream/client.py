"""How an upstream is asked: over HTTP, with every wait and every size bounded.

It sends no credentials and no cookies, and nothing of the client on whose behalf it asks. A host that
could not be reached is left alone for a few seconds, so that nobody waits for it in vain.
"""

import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.response import BaseHTTPResponse

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.readpath.upstream.errors import faulty, unreachable

MAX_PAGE_BYTES = 64 * 1024 * 1024
"""Of a project's page, uncompressed. The longest pages of PyPI are a quarter of it."""

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_BLOCK_BYTES = 256 * 1024
_MAX_REDIRECTS = 5
_MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?(\d{1,9})")
_NOT_TO_BE_KEPT = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an upstream, in seconds.

    Args:
        connect: For the connection.
        silence: While nothing comes.
        page: For a whole page.
        file: For a whole file.
        rest: After a host could not be reached, until it is tried again.
    """

    connect: float = 4
    silence: float = 15
    page: float = 45
    file: float = 900
    rest: float = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What an upstream gave with a page, to ask whether it is still the same; empty where it did not."""

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The conditions of a request (RFC 9110 section 13.1)."""
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in conditions.items() if value}


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What an upstream said about a project.

    Args:
        status: OK, NOT_MODIFIED or NOT_FOUND; the following are empty for the latter two.
        url: Where the page was at last.
        fresh_seconds: How long it may be used without asking again.
    """

    status: HTTPStatus
    fresh_seconds: int
    validators: Validators = NO_VALIDATORS
    url: str = ""
    content_type: str = ""
    body: bytes = b""


class UpstreamClient:
    """Asks one upstream; safe to share among threads.

    Args:
        root: Address of its list of all projects, with a slash at its end.
        user_agent: Who we say we are.
        fresh_seconds: How long an answer is taken to be fresh; less where the upstream says so.
    """

    def __init__(
        self, root: str, *, user_agent: str, fresh_seconds: int = 600, patience: Patience | None = None
    ) -> None:
        self._root = root
        self._fresh_seconds = fresh_seconds
        self._patience = patience or Patience()
        self._resting = _Resting(self._patience.rest)
        self._pool = urllib3.PoolManager(
            maxsize=16,
            headers={"User-Agent": user_agent},
            timeout=urllib3.Timeout(connect=self._patience.connect, read=self._patience.silence),
            retries=urllib3.Retry(total=1, status=0, backoff_factor=0.1),
        )

    def get_page(self, name: NormalizedName, validators: Validators) -> PageAnswer:
        """Return the upstream's page of a project, or that it is unchanged, or that there is none.

        Raises:
            UpstreamUnreachable, UpstreamFaulty
        """
        headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip", **validators.headers}
        until = time.monotonic() + self._patience.page
        with self._open(f"{self._root}{name}/", headers, may_go_to=lambda url: _is_page_of(name, url)) as got:
            answer, url = got
            fresh_seconds = int(min(self._fresh_seconds, _fresh_seconds(answer.headers)))
            if answer.status in _MISSING:
                return PageAnswer(HTTPStatus.NOT_FOUND, fresh_seconds)
            if answer.status == HTTPStatus.NOT_MODIFIED and validators.headers:
                return PageAnswer(HTTPStatus.NOT_MODIFIED, fresh_seconds)
            _expect_ok(answer)
            return PageAnswer(
                HTTPStatus.OK,
                fresh_seconds,
                Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")),
                url,
                answer.headers.get("Content-Type", ""),
                b"".join(_blocks(answer, until=until, limit_bytes=MAX_PAGE_BYTES, decoded=True)),
            )

    @contextmanager
    def open_file(self, url: str, *, limit_bytes: int) -> Iterator[Iterator[bytes]]:
        """Lend the bytes of a file, in blocks and as they are.

        Raises:
            UpstreamUnreachable, UpstreamFaulty: also while it is read, and if there are more than `limit_bytes`.
        """
        until = time.monotonic() + self._patience.file
        with self._open(url, {"Accept-Encoding": "identity"}, may_go_to=lambda _: True) as (answer, _):
            _expect_ok(answer)
            yield _blocks(answer, until=until, limit_bytes=limit_bytes, decoded=False)

    @contextmanager
    def _open(
        self, url: str, headers: Mapping[str, str], *, may_go_to: Callable[[str], bool]
    ) -> Iterator[tuple[BaseHTTPResponse, str]]:
        """Lend the answer at the end of all redirects, and its address."""
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._send(url, headers)
            location = answer.get_redirect_location()
            if not location:
                try:
                    yield answer, url
                finally:
                    _let_go(answer)
                return
            _let_go(answer)
            url = _next_hop(url, location)
            if not may_go_to(url):
                raise faulty("It sends the question for one project to the page of another.")
        raise faulty("It redirects without end.")

    def _send(self, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        host = urlsplit(url).netloc
        self._resting.check(host)
        try:
            return self._pool.request(
                "GET",
                url,
                headers={**self._pool.headers, **headers},
                redirect=False,
                preload_content=False,
            )
        except ValueError as error:
            raise faulty("It names an address that cannot be read.") from error
        except HTTPError as error:
            if isinstance(getattr(error, "reason", error), NewConnectionError | ConnectTimeoutError):
                self._resting.begin(host)
            raise unreachable("The connection failed or timed out.") from error


class _Resting:
    """Which hosts are left alone for a while, and until when."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def begin(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            self._until = {other: until for other, until in self._until.items() if until > now}
            self._until[host] = now + self._seconds

    def check(self, host: str) -> None:
        if self._until.get(host, 0.0) > time.monotonic():
            raise unreachable("A moment ago no connection was possible.")


def _next_hop(url: str, location: str) -> str:
    """Return where a redirect leads: to the web, and never out of TLS."""
    try:
        target = urljoin(url, location)
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise faulty("It redirects to an address that cannot be read.") from error
    if scheme != "https" and not (scheme == "http" and urlsplit(url).scheme == "http"):
        raise faulty("It redirects from an encrypted address to one that is not, or out of the web.")
    return target


def _is_page_of(name: NormalizedName, url: str) -> bool:
    """The address ends in the project's name, however it is spelled, or in an index page below it."""
    parts = [unquote(part) for part in urlsplit(url).path.split("/") if part]
    if parts and parts[-1] in {"index.html", "index.json"}:
        parts.pop()
    return bool(parts) and is_valid_name(parts[-1]) and normalize(parts[-1]) == name


def _let_go(answer: BaseHTTPResponse) -> None:
    """Give the connection back if no more than a short rest is unread, and close it otherwise."""
    with suppress(HTTPError):
        answer.read1(_BLOCK_BYTES)
    answer.close()


def _expect_ok(answer: BaseHTTPResponse) -> None:
    if answer.status != HTTPStatus.OK:
        raise unreachable(f"It answers with status {answer.status}.")


def _blocks(answer: BaseHTTPResponse, *, until: float, limit_bytes: int, decoded: bool) -> Iterator[bytes]:
    """Yield the body as it comes: `read1` waits for one packet only, so the time is looked at after each.

    Args:
        decoded: Undo its content coding. Digests of files are of what is sent: some servers say `gzip` of a .tar.gz.
    """
    received = 0
    try:
        while block := answer.read1(_BLOCK_BYTES, decode_content=decoded):
            received += len(block)
            if received > limit_bytes:
                raise faulty("It sends more than was announced, or than can be meant.")
            if time.monotonic() > until:
                raise unreachable("It sends too slowly.")
            yield block
    except HTTPError as error:
        raise unreachable("The connection broke off.") from error


def _fresh_seconds(headers: Mapping[str, str]) -> float:
    """Return for how long the upstream vouches for an answer from now on (RFC 9111 section 4.2)."""
    control = headers.get("Cache-Control", "").lower()
    if _NOT_TO_BE_KEPT.search(control):
        return 0
    max_age = _MAX_AGE.search(control)
    if max_age is None:
        return math.inf
    age = headers.get("Age", "")
    return max(0, int(max_age[1]) - (int(age) if age.isascii() and age.isdigit() else 0))
