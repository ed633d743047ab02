"""What a registry says about the registration of a domain, by RDAP: when it began, and when it ends."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import urllib3

MAX_ANSWER_BYTES = 256 * 1024
PATIENCE_SECONDS = 2.0
"""For a connection, while nothing comes, and from the first byte of an answer to the last."""

_TRIES = 2
"""Names that are asked for: the domain itself, and the one above it where it is part of another's registration."""


@dataclass(frozen=True, slots=True)
class Registration:
    """When a domain was registered, and until when; None where the registry does not say."""

    registered_at: datetime | None = None
    expires_at: datetime | None = None


class Registry:
    """Asks an RDAP service.

    Args:
        root: Its address with a slash at its end; `domain/NAME` follows (RFC 9082, 3.1.3). One that redirects
            to the registry in charge is well.
        patience_seconds: With the service, step by step; more would hold up the worker's other jobs.
    """

    def __init__(self, root: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._root = root
        self._patience_seconds = patience_seconds
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=patience_seconds, read=patience_seconds),
            retries=urllib3.Retry(total=0, redirect=3),
        )

    def find_registration(self, domain: str) -> Registration | None:
        """Return the registration that a domain belongs to; None if the service does not say."""
        labels = domain.split(".")
        names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
        for name in names[:_TRIES]:
            found = self._look_up(name)
            if found is not None:
                return found
        return None

    def _look_up(self, name: str) -> Registration | None:
        url = f"{self._root}domain/{quote(name.encode('idna').decode())}"
        try:
            answer = self._pool.request(
                "GET", url, headers={"Accept": "application/rdap+json"}, preload_content=False
            )
            text = _body(answer, self._patience_seconds) if answer.status == HTTPStatus.OK else b""
            answer.close()
            return _registration(json.loads(text)) if text else None
        except (urllib3.exceptions.HTTPError, UnicodeError, ValueError, RecursionError):
            return None


def _body(answer: urllib3.BaseHTTPResponse, patience_seconds: float) -> bytes:
    """Return what came in time, up to the limit: a part of an answer is no JSON."""
    until, text = time.monotonic() + patience_seconds, b""
    while (
        len(text) < MAX_ANSWER_BYTES
        and time.monotonic() < until
        and (block := answer.read1(MAX_ANSWER_BYTES))
    ):
        text += block
    return text


def _registration(document: Any) -> Registration | None:
    """Return the dates among the events of a domain's object (RFC 9083, 4.5 and 5.3)."""
    if not isinstance(document, dict) or document.get("objectClassName") != "domain":
        return None
    events = document.get("events")
    dates = {
        event.get("eventAction"): _instant(event.get("eventDate"))
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict) and isinstance(event.get("eventAction"), str)
    }
    return Registration(dates.get("registration"), dates.get("expiration"))


def _instant(text: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
