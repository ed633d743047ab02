"""Files, metadata files and provenance, statement by statement.

Sources: PEP 658, 714, 740; RFC 9110; DLF-…, MDF-… and ITG-… of the standards.
"""

import hashlib
import json
from collections.abc import Callable

import pytest

from strongroom.interfaces.simple.conditional import format_date
from tests.interfaces.simple.sample_index import METADATA, UPLOADED_AT, WHEEL, WHEEL_NAME, SampleIndex

SIZE = len(WHEEL)
INTEGRITY = "application/vnd.pypi.integrity.v1+json"

Check = Callable[[SampleIndex], None]


def the_link_gives_the_bytes(index: SampleIndex) -> None:
    answer = index.ask(index.wheel.url)
    assert (answer.code, answer.body) == (200, WHEEL)
    assert hashlib.sha256(answer.body).hexdigest() == index.wheel.sha256
    assert answer.headers["Content-Length"] == str(SIZE)


def the_bytes_are_never_encoded(index: SampleIndex) -> None:
    for url in (index.wheel.url, index.sdist.url, index.wheel.url + ".metadata"):
        answer = index.ask(url, accept_encoding="gzip, br, zstd")
        assert "Content-Encoding" not in answer.headers
        assert answer.body == index.ask(url).body


def head_has_the_length_and_no_body(index: SampleIndex) -> None:
    got = index.ask(index.wheel.url)
    for headers in ({}, {"range": "bytes=0-1"}):
        headed = index.ask(index.wheel.url, method="HEAD", **headers)
        assert (headed.code, headed.headers, headed.body) == (200, got.headers, b"")


def who_has_the_file_is_not_sent_it_again(index: SampleIndex) -> None:
    first = index.ask(index.wheel.url).headers
    assert first["ETag"] == f'"{index.wheel.sha256}"'
    assert first["Last-Modified"] == format_date(int(UPLOADED_AT.timestamp()))
    conditions = {"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}
    for condition in conditions:
        for method in ("GET", "HEAD"):
            again = index.ask(index.wheel.url, method=method, range="bytes=0-1", **condition)
            assert (again.code, again.body) == (304, b"")
            assert first.keys() - again.headers.keys() == {"Content-Type", "Content-Length"}


def files_are_never_shown_as_pages(index: SampleIndex) -> None:
    for url in (index.wheel.url, index.wheel.url + ".metadata"):
        headers = index.ask(url, accept="text/html").headers
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["X-Content-Type-Options"] == "nosniff"


def files_are_kept_for_ever(index: SampleIndex) -> None:
    for url in (index.wheel.url, index.wheel.url + ".metadata"):
        assert index.ask(url).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def addresses_depend_on_content_and_name_only(index: SampleIndex) -> None:
    digest = index.wheel.sha256
    assert index.wheel.url.startswith(f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/")


def the_metadata_file_is_the_metadata(index: SampleIndex) -> None:
    answer = index.ask(index.wheel.url + ".metadata")
    assert (answer.code, answer.body) == (200, METADATA)
    assert hashlib.sha256(answer.body).hexdigest() == index.wheel.metadata_sha256
    assert answer.headers["ETag"] == f'"{index.wheel.metadata_sha256}"'
    assert index.ask(index.wheel.url + ".metadata", range="bytes=0-7").body == METADATA[:8]


def what_was_not_announced_is_not_there(index: SampleIndex) -> None:
    assert index.ask(index.sdist.url + ".metadata").code == 404


def no_provenance_is_said_in_json(index: SampleIndex) -> None:
    known = f"/integrity/foo-bar/1%212.0%2Bx/{WHEEL_NAME}/provenance"
    for target in (known, "/integrity/nobody/1.0/nothing.whl/provenance", "/integrity/", "/integrity/x"):
        for accept in ("*/*", "application/json", INTEGRITY, "application/*;q=0.1", ""):
            answer = index.ask(target, accept=accept)
            assert (answer.code, answer.headers["Content-Type"]) == (404, "application/json")
            assert json.loads(answer.body)["message"]
            assert answer.headers["Vary"] == "Accept"


def provenance_in_another_form_is_406(index: SampleIndex) -> None:
    for accept in ("text/html", "image/png", f"{INTEGRITY};q=0", "*/*;q=0"):
        answer = index.ask("/integrity/foo-bar/1.0/x.whl/provenance", accept=accept)
        assert answer.code == 406
        assert INTEGRITY in json.loads(answer.body)["message"]


STATEMENTS: dict[str, Check] = {
    "DLF-001 and DLF-002 the link gives the bytes, and their number": the_link_gives_the_bytes,
    "DLF-003 the bytes are never encoded": the_bytes_are_never_encoded,
    "DLF-007 HEAD has the length and no body": head_has_the_length_and_no_body,
    "DLF-008 who has the file is not sent it again": who_has_the_file_is_not_sent_it_again,
    "DLF-009 files are never shown as pages": files_are_never_shown_as_pages,
    "DLF-010 files are kept for ever": files_are_kept_for_ever,
    "DLF-015, DLF-016 and DLF-017 addresses": addresses_depend_on_content_and_name_only,
    "MDF-001, MDF-002, MDF-003 and MDF-007 the metadata file": the_metadata_file_is_the_metadata,
    "MDF-006 what was not announced is not there": what_was_not_announced_is_not_there,
    "ITG-002 and ITG-006 no provenance is said in JSON": no_provenance_is_said_in_json,
    "ITG-003 provenance in another form is 406": provenance_in_another_form_is_406,
}


@pytest.mark.parametrize("check", [pytest.param(check, id=said) for said, check in STATEMENTS.items()])
def test_statement(unchanged_index: SampleIndex, check: Check) -> None:
    check(unchanged_index)


PARTS = [
    pytest.param("bytes=0-99", WHEEL[:100], f"bytes 0-99/{SIZE}", id="DLF-004 the first bytes"),
    pytest.param(
        "bytes=65530-131080", WHEEL[65530:131081], f"bytes 65530-131080/{SIZE}", id="DLF-004 across blocks"
    ),
    pytest.param("bytes=256000-", WHEEL[256000:], f"bytes 256000-256001/{SIZE}", id="DLF-004 the rest"),
    pytest.param("bytes=-22", WHEEL[-22:], f"bytes 255980-256001/{SIZE}", id="DLF-005 the last bytes"),
    pytest.param("bytes=0-9,5-19", WHEEL[:20], f"bytes 0-19/{SIZE}", id="DLF-004 two that overlap"),
]


@pytest.mark.parametrize(("header", "body", "content_range"), PARTS)
def test_a_part(unchanged_index: SampleIndex, header: str, body: bytes, content_range: str) -> None:
    answer = unchanged_index.ask(unchanged_index.wheel.url, range=header)
    assert (answer.code, answer.body) == (206, body)
    assert answer.headers["Content-Range"] == content_range
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["Accept-Ranges"] == "bytes"


BEHIND = [
    pytest.param(f"bytes={SIZE}-", id="DLF-006 behind the end"),
    pytest.param("bytes=-0", id="DLF-006 no byte"),
    pytest.param("bytes=999999-,888888-", id="DLF-006 all of several"),
]


@pytest.mark.parametrize("header", BEHIND)
def test_no_part(unchanged_index: SampleIndex, header: str) -> None:
    answer = unchanged_index.ask(unchanged_index.wheel.url, range=header)
    assert (answer.code, answer.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def tricks() -> dict[str, str]:
    """Return addresses under which nothing may be found; `{folder}` and `{url}` are those of the wheel."""
    return {
        "DLF-011 a folder": "{folder}/",
        "DLF-011 the folder of all": "/packages/",
        "DLF-012 dots": "{folder}/../" + WHEEL_NAME,
        "DLF-012 escaped dots": "{folder}/%2e%2e%2f%2e%2e%2fpages%2fdata.mdb",
        "DLF-012 an absolute path": "/packages//etc/passwd",
        "DLF-012 a null": "{url}%00",
        "DLF-012 a line feed": "{url}%0a",
        "DLF-012 other bytes": "/packages/%ff%fe/",
        "DLF-012 a long name": "{folder}/" + "a" * 5000,
        "DLF-013 a signature": "{url}.asc",
        "DLF-015 the bytes under another name": "{folder}/evil-1.0-py3-none-any.whl",
    }


@pytest.mark.parametrize("address", [pytest.param(address, id=said) for said, address in tricks().items()])
def test_nothing_is_found(unchanged_index: SampleIndex, address: str) -> None:
    url = unchanged_index.wheel.url
    answer = unchanged_index.ask(address.format(url=url, folder=url.rpartition("/")[0]))
    assert answer.code == 404
    assert b"Look for its present one" in answer.body
