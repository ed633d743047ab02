"""A program in a few words: enough to recognize one's own, too little to tell people apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.client_words import client_words

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.mark.parametrize(
    "user_agent, words",
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/126.0", "Edge on Windows"),
        (f"{CHROME} OPR/112.0", "Opera on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox on Android"),
        ("Mozilla/5.0 (Linux; Android 14; SM-S921B) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 15886) Chrome/126.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Plan 9) Mothra/1.0", "a browser"),
        ("twine/6.1.0 CPython/3.11.7", "twine 6.1.0"),
        ('uv/0.9.2 {"installer":{"name":"uv","version":"0.9.2"}}', "uv 0.9.2"),
        ("", ""),
        ("???", ""),
    ],
)
def test_programs_are_recognized(user_agent: str, words: str) -> None:
    assert client_words(user_agent) == words


@given(st.text(max_size=200) | st.text(max_size=200).map(lambda rest: f"Mozilla/5.0 {rest}"))
def test_whatever_is_sent_gives_a_short_line(user_agent: str) -> None:
    words = client_words(user_agent)
    assert len(words) <= 60
    assert words.isprintable()
