"""Questions to name servers on loopback: what is certain, and what is not."""

from collections.abc import Iterator

import pytest

from strongroom.foundation.dns_answers import Answer, Outcome
from strongroom.infra.dns import Resolver
from tests.support.name_server import NameServer


@pytest.fixture
def server() -> Iterator[NameServer]:
    """One name server."""
    with NameServer() as running:
        yield running


def ask(name: str, kind: str, *servers: NameServer, patience_seconds: float = 60) -> Answer:
    """Ask these servers together, however long a busy machine lets them wait."""
    return Resolver([server.address for server in servers], patience_seconds=patience_seconds).ask(name, kind)


def test_the_hosts_of_mail_come_in_order_of_preference(server: NameServer) -> None:
    server.knows("people.example", MX="10 mx.people.example.")
    assert ask("people.example", "MX", server) == Answer(Outcome.FOUND, ("mx.people.example.",))


def test_an_address_is_found(server: NameServer) -> None:
    server.knows("people.example", A="192.0.2.1")
    assert ask("people.example", "A", server).outcome is Outcome.FOUND


def test_a_name_without_such_records_is_told_from_one_that_does_not_exist(server: NameServer) -> None:
    server.knows("people.example", A="192.0.2.1")
    assert ask("people.example", "MX", server).outcome is Outcome.NOTHING
    assert ask("gone.example", "MX", server).outcome is Outcome.NO_SUCH_NAME


@pytest.mark.parametrize("trouble", ["failing", "silent"])
def test_a_server_in_trouble_says_nothing_of_the_name(server: NameServer, trouble: str) -> None:
    getattr(server, trouble).add("people.example")
    assert ask("people.example", "MX", server, patience_seconds=0.3).outcome is Outcome.UNCLEAR


def test_an_empty_answer_of_a_server_that_asks_no_others_is_unclear(server: NameServer) -> None:
    server.knows("people.example")
    server.is_recursive = False
    assert ask("people.example", "MX", server).outcome is Outcome.UNCLEAR


def test_an_absence_counts_only_if_every_server_says_so(server: NameServer) -> None:
    with NameServer() as other:
        assert ask("people.example", "MX", server, other).outcome is Outcome.NO_SUCH_NAME
        other.knows("people.example", MX="10 mx.people.example.")
        assert ask("people.example", "MX", server, other).outcome is Outcome.FOUND
        other.failing.add("people.example")
        assert ask("people.example", "MX", server, other).outcome is Outcome.UNCLEAR


def test_without_servers_everything_is_unclear() -> None:
    assert ask("people.example", "MX").outcome is Outcome.UNCLEAR


def test_a_name_that_is_none_is_unclear(server: NameServer) -> None:
    assert ask(f"{'x' * 70}.example", "MX", server).outcome is Outcome.UNCLEAR
