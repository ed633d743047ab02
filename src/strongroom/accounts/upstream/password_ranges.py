"""Asking a range API whether a password is known from leaks, without telling it which password.

It is told five hexadecimal digits of the SHA-1, answers with the rest of all leaked digests that begin so, and pads the
answer, so that its length tells nothing either. It learns no account, no address but the index's, and no result.
Redirects are refused: they would tell another host.
"""

import logging
import time
from http import HTTPStatus

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from strongroom.accounts.rules.breached_passwords import is_in_range, range_asked

MAX_ANSWER_BYTES = 512 * 1024
"""A padded answer has about a thousand lines of some forty bytes."""

_BLOCK_BYTES = 64 * 1024
_log = logging.getLogger(__name__)


class _NoAnswer(Exception):
    """It answered with something else, or too slowly."""


class PasswordRanges:
    """Asks one range API; safe to share among threads.

    Args:
        root: Its address, to which five digits are appended.
        user_agent: Who we say we are.
        wait_seconds: For an answer in all; somebody waits for it.
        rest_seconds: For which nobody is asked after a failure, so that not everybody waits in vain.
    """

    def __init__(
        self, root: str, *, user_agent: str, wait_seconds: float = 2, rest_seconds: float = 60
    ) -> None:
        self._root = root
        self._wait_seconds = wait_seconds
        self._rest_seconds = rest_seconds
        self._rests_until = 0.0
        self._pool = urllib3.PoolManager(
            maxsize=4,
            headers={"User-Agent": user_agent, "Add-Padding": "true", "Accept-Encoding": "identity"},
            timeout=urllib3.Timeout(connect=wait_seconds, read=wait_seconds),
            retries=False,
        )

    def lists(self, digest: bytes) -> bool | None:
        """Return whether it knows the password with this SHA-1; None where it does not answer."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            return is_in_range(digest, self._answer(range_asked(digest)))
        except (HTTPError, UnicodeDecodeError, _NoAnswer) as error:
            self._rests_until = time.monotonic() + self._rest_seconds
            _log.warning("The range API of breached passwords does not answer: %s", type(error).__name__)
            return None

    def _answer(self, digits: str) -> str:
        until = time.monotonic() + self._wait_seconds
        answer = self._pool.request("GET", self._root + digits, redirect=False, preload_content=False)
        try:
            if answer.status != HTTPStatus.OK:
                raise _NoAnswer
            return _read(answer, until=until).decode("ascii")
        finally:
            answer.release_conn()


def _read(answer: BaseHTTPResponse, *, until: float) -> bytes:
    """Return the body. `read1` waits for one packet only, so the time is looked at after each."""
    body = b""
    while block := answer.read1(_BLOCK_BYTES):
        body += block
        if len(body) > MAX_ANSWER_BYTES or time.monotonic() > until:
            answer.close()
            raise _NoAnswer
    return body
