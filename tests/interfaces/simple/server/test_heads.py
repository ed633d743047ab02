"""Which requests the loop answers by itself, and that they mean the same to the parser of the second lane."""

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.server.heads import MAX_HEAD_BYTES, is_incomplete, recognize

PIP = b"GET /simple/six/ HTTP/1.1\r\nHost: index.example\r\nAccept: text/html\r\nUser-Agent: pip/26.3 {}\r\n\r\n"


def test_what_pip_sends_is_recognized() -> None:
    known = recognize(PIP)
    assert known is not None
    assert known.request.method == "GET"
    assert known.request.path == "/simple/six/"
    assert known.request.headers == {
        "host": "index.example",
        "accept": "text/html",
        "user-agent": "pip/26.3 {}",
    }
    assert (known.closes, known.length) == (False, len(PIP))


def test_what_follows_a_head_is_left_for_the_next_request() -> None:
    known = recognize(PIP + PIP[:20])
    assert known is not None
    assert known.length == len(PIP)


def test_path_and_query_are_told_apart_and_escapes_resolved() -> None:
    known = recognize(b"HEAD /packages/%61+b%2Bc?format=a%2Bb HTTP/1.1\r\nHost: x\r\n\r\n")
    assert known is not None
    assert (known.request.path, known.request.query) == ("/packages/a+b+c", "format=a%2Bb")


def test_a_field_sent_twice_is_one_list() -> None:
    known = recognize(b"GET / HTTP/1.1\r\nHost: x\r\nAccept: a\r\naccept: b\r\n\r\n")
    assert known is not None
    assert known.request.header("accept") == "a, b"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", id="of HTTP 1.0, host or not"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n", id="that asks for it"),
    ],
)
def test_the_connection_ends_after_a_request(head: bytes) -> None:
    known = recognize(head)
    assert known is not None
    assert known.closes


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", id="another method"),
        pytest.param(b"get / HTTP/1.1\r\nHost: x\r\n\r\n", id="a method in lower case"),
        pytest.param(b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", id="two spaces"),
        pytest.param(b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", id="a space in the path"),
        pytest.param(b"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", id="a fragment"),
        pytest.param(b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", id="an absolute target"),
        pytest.param(b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", id="no path"),
        pytest.param(b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", id="another version"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\nAccept: a\r\n\r\n", id="a bare line feed"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", id="a folded field"),
        pytest.param(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", id="a space before the colon"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\x00\r\n\r\n", id="a null byte"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\ry\r\n\r\n", id="a bare carriage return"),
        pytest.param(b"GET / HTTP/1.1\r\nNo colon\r\nHost: x\r\n\r\n", id="a line without a colon"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", id="two hosts"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", id="a length"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", id="chunks"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", id="an expectation"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n", id="an upgrade"),
        pytest.param(b"GET /" + b"a" * MAX_HEAD_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n", id="a long line"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * MAX_HEAD_BYTES + b"\r\n\r\n", id="a long field"
        ),
    ],
)
def test_a_request_with_something_odd_is_somebody_elses(head: bytes) -> None:
    assert not is_incomplete(head)
    assert recognize(head) is None


def asked(head: bytes) -> object:
    known = recognize(head)
    assert known is not None
    return known.question


def test_two_clients_ask_the_same_question() -> None:
    assert asked(PIP) == asked(PIP.replace(b"User-Agent: pip/26.3 {}", b"X-Forwarded-For: 1.2.3.4"))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        (b"GET", b"HEAD"),
        (b"/six/", b"/seven/"),
        (b"/six/", b"/six/?format=x"),
        (b"text/html", b"*/*"),
        (b"Host", b"If-None-Match: *\r\nHost"),
        (b"Host", b"Authorization: Basic x\r\nHost"),
    ],
)
def test_other_questions_are_told_apart(word: bytes, other: bytes) -> None:
    assert asked(PIP) != asked(PIP.replace(word, other))


@pytest.mark.parametrize("length", [1, 3, 20, len(PIP) - 1])
def test_the_beginning_of_a_head_is_waited_for(length: int) -> None:
    assert is_incomplete(PIP[:length])


@pytest.mark.parametrize("received", [b"\x16\x03\x01\x02", b"\r\n", b"G" + b"E" * MAX_HEAD_BYTES])
def test_what_can_be_no_head_of_ours_is_not_waited_for(received: bytes) -> None:
    assert not is_incomplete(received)


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=12).map(
    lambda text: text.encode("latin-1")
)
NAMES = st.sampled_from(
    [b"Host", b"Accept", b"X-A", b"accept", b"Connection", b"Range", b"A B", b"", b"Cookie"]
)
LINES = st.builds(
    lambda name, colon, value: name + colon + value, NAMES, st.sampled_from([b":", b": ", b" :", b""]), WORDS
)
TARGETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(
    lambda text: b"/" + text.encode()
)
HEADS = st.builds(
    lambda method, target, version, lines, end: (
        b"\r\n".join([b" ".join([method, target, version]), b"Host: x", *lines, b"", b""]) + end
    ),
    st.sampled_from([b"GET", b"HEAD", b"GETT"]),
    TARGETS,
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2"]),
    st.lists(LINES, max_size=4),
    st.sampled_from([b"", b"GET / HTTP/1.1\r\n"]),
)


@given(HEADS)
def test_what_is_recognized_means_the_same_to_the_second_lane(head: bytes) -> None:
    known = recognize(head)
    if known is None:
        return
    theirs = next(RequestParser(Config(), iter([head]), ("127.0.0.1", 1)))
    assert theirs.method == known.request.method
    assert theirs.query == known.request.query
    assert theirs.should_close() == known.closes or known.closes
    headers: dict[str, str] = {}
    for name, value in theirs.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    assert headers == known.request.headers
