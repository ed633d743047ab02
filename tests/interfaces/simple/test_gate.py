"""A private index answers whoever brings a token that may read, and tells all others how to get one."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from strongroom.foundation import clock
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import normalize
from strongroom.foundation.tokens.caveats import (
    Caveat,
    Expiration,
    ProjectIds,
    ProjectNames,
    ReadOnly,
    RequestUser,
    Scope,
    write,
)
from strongroom.foundation.tokens.macaroons import mint, serialize
from strongroom.foundation.tokens.recognition import PREFIX, key_of
from strongroom.interfaces.simple.gate import Gate
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.readpath.store import TokenRecord
from tests.interfaces.simple.sample_index import INDEX_SERIAL, SampleIndex

NOW = datetime(2026, 8, 3, 12, tzinfo=UTC)
PAGE = "https://index.example/account/tokens/"
ADA = 7
FOO_BAR = frozenset({normalize("foo-bar")})
READABLE = ("/simple/", "/simple/foo-bar/", "/pypi/foo-bar/json", "/integrity/foo-bar/1/x.whl/provenance")


def derive(purpose: str) -> bytes:
    return purpose.encode().ljust(64, b".")


def token(*limits: Caveat, token_id: str = "a1") -> str:
    """Return a token of ada's with these caveats."""
    made = mint(
        key_of(token_id, derive=derive),
        identifier=token_id,
        location="index.example",
        caveats=[write(limit) for limit in limits],
    )
    return serialize(made, prefix=PREFIX)


def names(*raw_names: str) -> ProjectNames:
    return ProjectNames(frozenset(map(normalize, raw_names)))


class PrivateIndex:
    """The sample index behind a gate."""

    def __init__(self, folder: Path) -> None:
        self.sample = SampleIndex(folder)
        self.sample.prepare()
        self.gate = Gate(self.sample.handlers, self.sample.pages, derive=derive, made_at=PAGE)
        digest = self.sample.wheel.sha256
        self.wheel = f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{self.sample.wheel.filename}"

    def know(self, *records: TokenRecord) -> None:
        """Let these be ada's live tokens."""
        with self.sample.pages.write() as changes:
            changes.put_tokens("ada", records)

    def ask(self, path: str, text: str = "", *, method: str = "GET", **headers: str) -> Response:
        """Ask as pip does; `text` is the token."""
        if text:
            headers["authorization"] = "Basic " + base64.b64encode(f"__token__:{text}".encode()).decode()
        response = self.gate.answer(Request(method, path, headers=headers))
        assert response is not None, "the request was left to somebody else"
        return response

    def status(self, path: str, text: str = "") -> int:
        return int(self.ask(path, text).status[:3])


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PrivateIndex]:
    """Know one token of ada's, without limits."""
    clock.install(lambda: NOW)
    private = PrivateIndex(tmp_path / "node")
    private.know(TokenRecord("a1", ADA, Scope()))
    yield private
    private.sample.close()


def test_whoever_brings_no_token_is_told_how_to_get_one(index: PrivateIndex) -> None:
    """SIM-040: with 401, so that installers look for credentials, and the same for whatever does not exist."""
    for path in (
        *READABLE,
        index.wheel,
        f"{index.wheel}.metadata",
        "/simple/nothing/",
        "/packages/x",
        "/simple",
    ):
        response = index.ask(path)
        headers = dict(response.fields)
        assert response.status == "401 Unauthorized", path
        assert headers["WWW-Authenticate"].startswith('Basic realm="')
        assert headers["Cache-Control"] == "private, no-cache"
        (body,) = response.body
        assert PAGE.encode() in body  # type: ignore[operator] # no part of a file


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_no_method_gets_past(index: PrivateIndex, method: str) -> None:
    assert index.ask("/simple/", method=method).status == "401 Unauthorized"


@pytest.mark.parametrize("path", ["/", "/pypi/", "/pypi", "/legacy/", "/account/", "/healthz", "/simpler/"])
def test_what_is_somebody_elses_is_left_to_them(index: PrivateIndex, path: str) -> None:
    assert index.gate.answer(Request("GET", path)) is None


def test_a_live_token_reads_pages_and_files(index: PrivateIndex) -> None:
    for path in ("/simple/", "/simple/foo-bar/", index.wheel, f"{index.wheel}.metadata"):
        response = index.ask(path, token())
        headers = dict(response.fields)
        assert response.status == "200 OK"
        assert headers["Cache-Control"].startswith("private, max-age=")
        assert "public" not in headers["Cache-Control"]
        assert headers["Vary"].startswith("Authorization")
        assert not [name for name in headers if name.startswith("Access-Control")]
    assert index.status("/simple/nothing/", token()) == 404


def test_what_the_client_has_already_is_not_sent_again(index: PrivateIndex) -> None:
    etag = dict(index.ask("/simple/", token()).fields)["ETag"]
    again = index.ask("/simple/", token(), **{"if-none-match": etag})
    assert again.status == "304 Not Modified"
    assert dict(again.fields)["Cache-Control"].startswith("private")


def test_an_answer_may_be_repeated_and_a_refusal_may_not(index: PrivateIndex) -> None:
    """The server's loop repeats an answer to the same bytes, the token among them, until the store changes."""
    assert index.ask("/simple/", token()).repeatable
    assert not index.ask("/simple/").repeatable


def test_a_revoked_token_is_refused_at_the_next_request(index: PrivateIndex) -> None:
    assert index.status("/simple/", token()) == 200
    before = index.sample.pages.version()
    index.know()
    assert index.sample.pages.version() != before, "what a loop remembers is forgotten"
    assert index.status("/simple/", token()) == 401


def test_a_token_that_was_never_issued_is_refused(index: PrivateIndex) -> None:
    assert index.status("/simple/", token(token_id="b2")) == 401
    assert index.status("/simple/", token() + "A") == 401
    assert index.status("/simple/", "nonsense") == 401


def test_a_token_expires_although_it_was_recognized_before(index: PrivateIndex) -> None:
    text = token(Expiration(NOW + timedelta(seconds=1), not_before=NOW))
    assert index.status("/simple/", text) == 200
    clock.install(lambda: NOW + timedelta(seconds=1))
    assert index.status("/simple/", text) == 401


def test_restrictions_hold_for_reading_too(index: PrivateIndex) -> None:
    assert index.status("/simple/", token(RequestUser(stable_id(Kind.PERSON, ADA)))) == 200
    assert index.status("/simple/", token(RequestUser(stable_id(Kind.PERSON, 8)))) == 401
    assert index.status("/simple/", token(ProjectIds(frozenset({"x"})))) == 401


def test_projects_limit_a_token_that_only_downloads_and_no_other(index: PrivateIndex) -> None:
    publishing, reading = token(names("yanked")), token(names("yanked"), ReadOnly())
    other = (index.wheel, f"{index.wheel}.metadata", *READABLE)
    assert {index.status(path, publishing) for path in other} <= {200, 404}
    assert {index.status(path, reading) for path in other} == {401}
    assert index.status("/simple/yanked/", reading) == 200
    assert index.status("/simple/Yanked", reading) == 301
    its_own = token(names("Foo.Bar"), ReadOnly())
    assert {index.status(path, its_own) for path in (index.wheel, "/simple/foo-bar/")} == {200}


def test_what_is_known_of_a_token_limits_it_as_well(index: PrivateIndex) -> None:
    index.know(TokenRecord("a1", ADA, Scope(FOO_BAR, read_only=True)))
    assert index.status("/simple/foo-bar/", token()) == 200
    assert index.status("/simple/yanked/", token()) == 401


def test_a_list_that_changed_is_read_by_the_same_token(index: PrivateIndex) -> None:
    index.sample.show(index.sample.foo_bar(serial=INDEX_SERIAL + 1))
    assert dict(index.ask("/simple/", token()).fields)["X-PyPI-Last-Serial"] == str(INDEX_SERIAL + 1)
