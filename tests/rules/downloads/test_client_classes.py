"""Which downloads count is decided by what the client calls itself."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.downloads.rules.client_classes import (
    BEGINNING_BYTES,
    CLIENTS,
    ClientClass,
    class_by_beginning,
    classify,
    classify_user_agent,
)
from strongroom.downloads.rules.log_formats import FORMATS, LogFormat
from strongroom.foundation.user_agents import parse


@pytest.mark.parametrize(
    "user_agent, expected",
    [
        ('pip/26.3 {"ci":null,"installer":{"name":"pip","version":"26.3"},"python":"3.11.7"}', "installer"),
        ('uv/0.9.2 {"installer":{"name":"uv","version":"0.9.2"}}', "installer"),
        ("poetry/2.1.1 CPython/3.12.3 Linux/6.1.0", "installer"),
        ("pdm/2.20.1 CPython/3.11.7", "installer"),
        ("conda/24.1.0 requests/2.31.0 CPython/3.11.7", "installer"),
        ("Bazel/release 7.1.0", "installer"),
        ("pex/2.3.0", "installer"),
        ("setuptools/69.0.2 Python-urllib/3.11", "installer"),
        # zc.buildout and Pipenv send what the libraries send in them.
        ("setuptools/80.2.0 Python-urllib/3.13", "installer"),
        ('pip/25.1 {"implementation":{"name":"CPython","version":"3.13.1"}}', "installer"),
        ('Hatch/1.16.0 {"installer":{"name":"hatch","version":"1.16.0"}} HTTPX2/2.0', "installer"),
        ("maturin/1.7.0", "installer"),
        ("Homebrew/4.3.1 (Macintosh; arm64 Mac OS X 14.5) curl/8.6.0", "installer"),
        ("bandersnatch/6.5.0 (cpython 3.12.3-final0, Linux x86_64)", "mirror"),
        ("devpi-server/6.10.0 (py3.11.7; linux)", "mirror"),
        ("Artifactory/7.77.5 77705900", "mirror"),
        ("Nexus/3.68.1-02 (OSS; Linux; 5.10.0; amd64; 17.0.10)", "mirror"),
        ("z3c.pypimirror/1.0.16", "mirror"),
        ("pep381client/1.5", "mirror"),
        ("pep381client-proxy/1.5", "mirror"),
        ("pulpcore/3.49.1 (cpython 3.11.7-final0, Linux x86_64) (aiohttp 3.9.5)", "mirror"),
        ("proxpi/1.2.0", "mirror"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "browser"),
        ("Lynx/2.9.0dev.12 libwww-FM/2.14", "browser"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://bot.example)", "bot"),
        ("Slackbot-LinkExpanding 1.0 (+https://bot.example)", "bot"),
        ("Scrapy/2.11", "bot"),
        ("curl/8.5.0", "script"),
        ("python-requests/2.32.3", "script"),
        ("Python-urllib/3.11", "script"),
        ("Python-urllib/3.4 setuptools/20.1", "installer"),
        ("Python-urllib/3.4 somebody/1.0", "script"),
        ("Wget/1.21.4", "script"),
        ("strongroom/0.1.0", "mirror"),
        ("pipx-of-somebody/1.0", "unknown"),
        ("pip", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_client_is_classed_by_the_first_product_of_its_user_agent(user_agent: str, expected: str) -> None:
    assert classify_user_agent(user_agent) == expected


def test_no_client_is_in_two_classes() -> None:
    names = [name for names in CLIENTS.values() for name in names]

    assert len(names) == len(set(names))


def test_every_name_of_the_table_is_what_the_parser_gives() -> None:
    for kind, names in CLIENTS.items():
        for name in names:
            assert classify(parse(f"{name}/1.0").installer) is kind
            assert classify_user_agent(f"{name}/1.0") is kind


@given(st.text())
def test_whatever_a_client_calls_itself_it_has_a_class(user_agent: str) -> None:
    assert classify(parse(user_agent).installer) in ClientClass
    assert classify_user_agent(user_agent) in ClientClass


@given(st.text())
def test_whatever_the_table_does_not_know_is_unknown(name: str) -> None:
    assume(all(name not in names for names in CLIENTS.values()))

    assert classify(name) is ClientClass.UNKNOWN


_LOGGED = st.one_of(
    st.sampled_from(
        [
            "pip/26.3 ",
            "uv/0",
            " pip/1",
            "Python-urllib/3.4 setuptools/20",
            "Mozilla/5.0 bot/",
            "pip/\\x20",
            "pip%2F1",
            "bandersnatch/6",
        ]
    ),
    st.text(alphabet="pipuv/01 .%25\\x2\u00a0", max_size=24),
    st.text(max_size=24),
)


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(_LOGGED, _LOGGED)
def test_what_the_beginning_tells_the_whole_header_tells_too(name: str, beginning: str, rest: str) -> None:
    form = FORMATS[name](b"")
    assert isinstance(form, LogFormat)
    logged = (beginning + rest).encode("utf-8", "replace")
    told = class_by_beginning(logged[:BEGINNING_BYTES])
    assert told in (None, classify_user_agent(form.agent_text(logged)))


@pytest.mark.parametrize("logged", [b"pip/26.3 {", b"uv/0.9", b"bandersnatch/6.5", b"python-requests/2.3"])
def test_the_beginning_tells_the_class_of_most(logged: bytes) -> None:
    assert class_by_beginning(logged) is classify_user_agent(logged.decode())
