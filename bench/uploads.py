"""Publish as twine does: one form, posted."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

import urllib3

from bench.corpus import Publication


class NotTaken(RuntimeError):
    """The index refused a file; its answer is in the message."""


class Publisher:
    """Posts files to one address over connections that are kept.

    Args:
        headers: Who it is.
    """

    def __init__(self, address: str, *, headers: Mapping[str, str]) -> None:
        self._address = address
        self._headers = dict(headers)
        self._connections = urllib3.PoolManager(retries=False, timeout=120)

    def publish(self, publications: Iterable[Publication]) -> None:
        """Post each.

        Raises:
            NotTaken: at the first that is refused.
        """
        for each in publications:
            wheel = ("content", (each.built.filename, each.built.content, "application/octet-stream"))
            answer = self._connections.request(
                "POST", self._address, fields=[*each.form, wheel], headers=self._headers
            )
            if answer.status != HTTPStatus.OK:
                raise NotTaken(
                    f"{each.built.filename}: {answer.status} {answer.reason} {answer.data[:400]!r}"
                )


def with_token(token: str) -> dict[str, str]:
    """Return the header that carries an API token."""
    return urllib3.make_headers(basic_auth=f"__token__:{token}")
