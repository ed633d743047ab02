"""What is kept of files and clients: known patterns, and nothing that could not stand in a tab-separated line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.client_classes import classify_user_agent
from strongroom.downloads.rules.detail_clients import client_facts, facts_of_client
from strongroom.downloads.rules.detail_files import file_facts, version_in
from strongroom.downloads.rules.details import COLUMNS, ClientFacts, DetailRow, FileFacts
from strongroom.foundation.user_agents import parse


@pytest.mark.parametrize(
    ("agent", "facts"),
    [
        (
            'pip/26.3.1 {"python":"3.11.7","system":{"name":"Darwin","release":"22"}}',
            ("installer", "pip", "26.3", "3.11", "macOS"),
        ),
        (
            'uv/0.9.1 {"python":"3.13.0","system":{"name":"Haiku"}}',
            ("installer", "uv", "0.9", "3.13", "other"),
        ),
        ("poetry/1.8.2 CPython/3.12.2 Linux/6.5.0", ("installer", "poetry", "1.8", "3.12", "Linux")),
        ("Python-urllib/3.4 setuptools/20.1", ("installer", "setuptools", "20.1", "", "")),
        (
            "bandersnatch/6.5.0 (cpython 3.11.2-final0, Linux x86_64)",
            ("mirror", "bandersnatch", "6.5", "3.11", "Linux"),
        ),
        ("Mozilla/5.0 (Linux; Android 13; x) Chrome/1.2", ("browser", "mozilla", "5.0", "", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X)", ("browser", "mozilla", "5.0", "", "iOS")),
        ("evil/999999.1", ("unknown", "other", "", "", "")),
        ('pip/weird {"python":"9.99.1"}', ("installer", "pip", "other", "other", "")),
        ("", ("unknown", "", "", "", "")),
    ],
)
def test_clients_are_told_apart_by_known_patterns(agent: str, facts: tuple[str, ...]) -> None:
    assert client_facts(agent) == ClientFacts(*facts)


@pytest.mark.parametrize(
    ("filename", "facts"),
    [
        ("a_b-1.0-py3-none-any.whl", ("1.0", "wheel")),
        ("a_b-1.0.0RC1-2-py3-none-any.whl", ("1.0.0rc1", "wheel")),
        ("a-1.0+x.1-py3-none-any.whl", ("1.0+x.1", "wheel")),
        ("a-b-1.0.tar.gz", ("1.0", "sdist")),
        ("a-1.0.zip", ("1.0", "sdist")),
        ("a-1.0-py2.7.egg", ("1.0", "egg")),
        ("a-1.0-beta-2.tar.gz", ("other", "sdist")),
        ("a-huh-py3-none-any.whl", ("other", "wheel")),
        ("whatever.whl", ("other", "wheel")),
        ("setup.exe", ("other", "other")),
    ],
)
def test_version_and_kind_follow_from_the_name(filename: str, facts: tuple[str, str]) -> None:
    version, kind = facts
    assert file_facts(filename, version=version_in(filename)) == FileFacts(version, filename, kind)


def test_the_index_knows_versions_that_names_leave_open() -> None:
    assert file_facts("a-1.0-beta-2.tar.gz", version="1.0b2").version == "1.0b2"


_NUMBERS = st.from_regex(r"\d{1,2}\.\d{1,3}", fullmatch=True)
"""In whatever digits the world has."""
AGENTS = st.text(max_size=60) | st.builds(
    'pip/{} {{"python":"{}"}} Python/{}'.format, _NUMBERS, _NUMBERS, _NUMBERS
)


@given(agent=AGENTS, filename=st.text(max_size=60), version=st.none() | st.text(max_size=20))
def test_whatever_is_said_a_row_is_one_line_of_ascii(agent: str, filename: str, version: str | None) -> None:
    file, client = file_facts(filename, version=version), client_facts(agent)
    line = DetailRow(date(2026, 3, 2), "demo", file, client, 7).to_line()

    assert line.isascii()
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert len(line.split("\t")) == len(COLUMNS)
    assert '"' not in line
    assert "\\" not in line


@given(st.text(max_size=80))
def test_a_row_counts_in_the_class_that_the_daily_counts_have(agent: str) -> None:
    assert client_facts(agent).client_class == classify_user_agent(agent).value


@given(st.sampled_from(["pip/1.2", "uv/0.9 Linux", "curl/8", "unheard-of/1", ""]))
def test_our_own_servers_hear_the_same_of_a_client_as_a_log(agent: str) -> None:
    assert facts_of_client(parse(agent)) == client_facts(agent)
