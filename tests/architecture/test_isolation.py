"""No test depends on the world: other machines are out of reach, and rules have neither network nor time."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.foundation import clock
from tests.support.isolation import Forbidden, close_network, no_time
from tests.support.processes import LOOPBACK, free_port, listens

ELSEWHERE = ("192.0.2.1", 80)
"""An address for documentation (RFC 5737), which belongs to nobody."""


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as connection, pytest.raises(Forbidden):
        connection.connect(ELSEWHERE)


def test_a_test_may_talk_to_itself() -> None:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        assert listens(server.getsockname()[1])
    assert not listens(free_port())


def test_a_test_of_rules_has_no_network_at_all() -> None:
    close_network(closed=True)
    with socket.socket() as connection, pytest.raises(Forbidden):
        connection.connect((LOOPBACK, 80))


def test_a_rule_that_asks_the_clock_is_told() -> None:
    clock.install(no_time)
    with pytest.raises(Forbidden):
        clock.now()


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_the_clock_is_put_back_after_each_test(attempt: str) -> None:
    long_ago = datetime(2022, 7, 8, tzinfo=UTC)
    assert clock.now() > long_ago
    clock.install(lambda: long_ago)


def test_each_test_has_a_data_folder_of_its_own(settings: Settings, tmp_path: Path) -> None:
    assert tmp_path == settings.STRONGROOM_DATA
    assert tmp_path in settings.STRONGROOM_CONTENT_FOLDER.parents
