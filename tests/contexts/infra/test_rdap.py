"""What a registry says of a domain, asked over HTTP on loopback."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from strongroom.infra.rdap import Registration, Registry

BEGAN, ENDS = "2019-04-01T10:00:00Z", "2027-04-01T10:00:00Z"
DATES = Registration(datetime(2019, 4, 1, 10, tzinfo=UTC), datetime(2027, 4, 1, 10, tzinfo=UTC))


class Service:
    """An RDAP service that answers from a table."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                ours.asked.append(self.path)
                answer = ours.answers.get(self.path)
                self.send_response(200 if answer is not None else 404)
                self.end_headers()
                self.wfile.write(answer or b"{}")

            def log_message(self, *_: object) -> None:
                """Write nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def knows(self, domain: str, *events: tuple[str, str]) -> None:
        """Let a domain be registered."""
        listed = [{"eventAction": action, "eventDate": at} for action, at in events]
        self.says(domain, {"objectClassName": "domain", "events": listed})

    def says(self, domain: str, document: Any) -> None:
        """Let the service answer so about a domain."""
        self.answers[f"/domain/{domain}"] = json.dumps(document).encode()

    @property
    def root(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/"


def find(domain: str, service: Service) -> Registration | None:
    """Ask the service, however long a busy machine lets one wait."""
    return Registry(service.root, patience_seconds=60).find_registration(domain)


@pytest.fixture
def service() -> Iterator[Service]:
    """A running service."""
    running = Service()
    threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield running
    running.server.shutdown()
    running.server.server_close()


def test_the_dates_of_a_registration_are_found_among_its_events(service: Service) -> None:
    service.knows(
        "people.example",
        ("last changed", ENDS),
        ("registration", BEGAN),
        ("expiration", "2027-04-01T12:00:00+02:00"),
    )
    assert find("people.example", service) == DATES


def test_of_a_part_of_a_domain_the_registration_of_the_whole_counts(service: Service) -> None:
    service.knows("people.example", ("registration", BEGAN), ("expiration", ENDS))
    assert find("mail.people.example", service) == DATES
    assert service.asked == ["/domain/mail.people.example", "/domain/people.example"]


def test_a_name_in_other_letters_is_asked_for_as_the_dns_spells_it(service: Service) -> None:
    service.knows("xn--bcher-kva.example", ("registration", BEGAN), ("expiration", ENDS))
    assert find("bücher.example", service) == DATES


def test_a_top_level_domain_is_not_asked_for(service: Service) -> None:
    assert find("people.example", service) is None
    assert service.asked == ["/domain/people.example"]


@pytest.mark.parametrize(
    "document",
    [
        [],
        "text",
        {"objectClassName": "nameserver"},
        {"objectClassName": "domain", "events": None},
    ],
)
def test_an_answer_of_another_shape_says_nothing(service: Service, document: Any) -> None:
    service.says("people.example", document)
    assert find("people.example", service) in {None, Registration()}


def test_a_date_that_is_none_is_left_out(service: Service) -> None:
    service.knows("people.example", ("registration", "long ago"), ("expiration", ENDS))
    assert find("people.example", service) == Registration(None, DATES.expires_at)


def test_an_answer_that_is_no_json_or_too_long_says_nothing(service: Service) -> None:
    for text in (b"<html>", b"[" * 300_000):
        service.answers["/domain/people.example"] = text
        assert find("people.example", service) is None


def test_a_service_that_is_not_there_says_nothing() -> None:
    assert Registry("http://127.0.0.1:9/").find_registration("people.example") is None
