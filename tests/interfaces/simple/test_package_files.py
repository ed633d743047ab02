"""Files and metadata files over HTTP, and which requests count as downloads."""

import hashlib
from datetime import UTC, datetime
from typing import BinaryIO
from wsgiref.util import FileWrapper

import pytest

from strongroom.foundation import clock
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from tests.interfaces.simple.sample_index import METADATA, WHEEL, WHEEL_NAME, SampleIndex

PIP = 'pip/26.3 {"python":"3.11.7","installer":{"name":"pip","version":"26.3"}}'


@pytest.mark.parametrize("wrapped", [False, True], ids=["in-blocks", "by-the-server"])
def test_the_link_gives_the_uploaded_bytes_dlf_001_dlf_002(index: SampleIndex, *, wrapped: bool) -> None:
    environ = {"wsgi.file_wrapper": FileWrapper} if wrapped else {}
    answer = index.ask(index.wheel.url, environ=environ)
    assert (answer.code, answer.body) == (200, WHEEL)
    assert answer.headers["Content-Length"] == str(len(WHEEL))


def test_the_bytes_are_never_encoded_dlf_003(index: SampleIndex) -> None:
    answer = index.ask(index.sdist.url, accept_encoding="gzip, br, zstd")
    assert "Content-Encoding" not in answer.headers
    assert hashlib.sha256(answer.body).hexdigest() == index.sdist.sha256


def test_files_are_cached_for_ever_and_never_shown_as_pages_dlf_009_dlf_010(index: SampleIndex) -> None:
    for url in (index.wheel.url, index.wheel.url + ".metadata"):
        headers = index.ask(url).headers
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["Access-Control-Allow-Origin"] == "*"


PARTS = {
    "DLF-004-first": ("bytes=0-99", WHEEL[:100], "bytes 0-99/256002"),
    "DLF-004-across-blocks": ("bytes=65530-131080", WHEEL[65530:131081], "bytes 65530-131080/256002"),
    "DLF-004-rest": ("bytes=256000-", WHEEL[256000:], "bytes 256000-256001/256002"),
    "DLF-005-suffix": ("bytes=-22", WHEEL[-22:], "bytes 255980-256001/256002"),
}


@pytest.mark.parametrize(("header", "body", "content_range"), PARTS.values(), ids=PARTS.keys())
@pytest.mark.parametrize("wrapped", [False, True], ids=["in-blocks", "by-the-server"])
def test_a_range_gives_its_bytes(
    index: SampleIndex, header: str, body: bytes, content_range: str, *, wrapped: bool
) -> None:
    environ = {"wsgi.file_wrapper": FileWrapper} if wrapped else {}
    answer = index.ask(index.wheel.url, range=header, environ=environ)
    assert (answer.code, answer.body) == (206, body)
    assert answer.headers["Content-Range"] == content_range
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end_is_416_dlf_006(index: SampleIndex) -> None:
    answer = index.ask(index.wheel.url, range=f"bytes={len(WHEEL)}-")
    assert (answer.code, answer.headers["Content-Range"]) == (416, f"bytes */{len(WHEEL)}")


def test_several_ranges_get_the_whole_file(index: SampleIndex) -> None:
    assert index.ask(index.wheel.url, range="bytes=0-1,5-6").code == 200


def test_a_range_of_another_version_gets_the_whole_file(index: SampleIndex) -> None:
    assert index.ask(index.wheel.url, range="bytes=0-1", if_range='"other"').code == 200
    assert index.ask(index.wheel.url, range="bytes=0-1", if_range=f'"{index.wheel.sha256}"').code == 206


def test_head_has_the_length_and_no_body_dlf_007(index: SampleIndex) -> None:
    answer = index.ask(index.wheel.url, method="HEAD", range="bytes=0-1")
    assert (answer.code, answer.body, answer.headers["Content-Length"]) == (200, b"", str(len(WHEEL)))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_file_is_not_sent_it_again_dlf_008(index: SampleIndex, method: str) -> None:
    tag = index.ask(index.wheel.url).headers["ETag"]
    assert tag == f'"{index.wheel.sha256}"'
    again = index.ask(index.wheel.url, method=method, if_none_match=tag, range="bytes=0-1")
    assert (again.code, again.body, again.headers["ETag"]) == (304, b"", tag)


def test_the_metadata_file_is_the_metadata_mdf_001_mdf_002_mdf_003(index: SampleIndex) -> None:
    answer = index.ask(index.wheel.url + ".metadata")
    assert (answer.code, answer.body) == (200, METADATA)
    assert hashlib.sha256(answer.body).hexdigest() == index.wheel.metadata_sha256
    assert answer.headers["ETag"] == f'"{index.wheel.metadata_sha256}"'


def test_a_range_of_the_metadata_is_possible(index: SampleIndex) -> None:
    assert index.ask(index.wheel.url + ".metadata", range="bytes=0-7").body == METADATA[:8]


def _tricks(index: SampleIndex) -> dict[str, str]:
    folder = index.wheel.url.rpartition("/")[0]
    digest_of_metadata = index.wheel.metadata_sha256
    return {
        "MDF-006-not-announced": index.sdist.url + ".metadata",
        "DLF-011-folder": folder + "/",
        "DLF-011-above": "/packages/",
        "DLF-013-signature": index.wheel.url + ".asc",
        "DLF-012-dots": f"{folder}/../{WHEEL_NAME}",
        "DLF-012-escaped-dots": f"{folder}/%2e%2e%2f%2e%2e%2fpages%2fdata.mdb",
        "DLF-012-absolute": "/packages//etc/passwd",
        "DLF-012-nul": index.wheel.url + "%00",
        "DLF-012-line-feed": index.wheel.url + "%0a",
        "another-name": f"{folder}/evil-1.0-py3-none-any.whl",
        "upper-case-digest": folder.upper().replace("/PACKAGES", "/packages") + "/" + WHEEL_NAME,
        "metadata-digest-as-file": f"/packages/{digest_of_metadata[:2]}/{digest_of_metadata[2:4]}/"
        f"{digest_of_metadata[4:]}/{WHEEL_NAME}",
        "other-bytes": "/packages/%ff%fe/",
        "long": folder + "/" + "a" * 5000,
    }


def test_only_what_has_a_record_is_served(index: SampleIndex) -> None:
    answers = {what: index.ask(target) for what, target in _tricks(index).items()}
    assert {what: answer.code for what, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert all(b"Look for its present one" in answer.body for answer in answers.values())


def test_a_file_whose_record_is_gone_is_not_served_though_its_content_is_kept(index: SampleIndex) -> None:
    with index.pages.write() as changes:
        changes.delete_file(index.wheel.sha256, index.wheel.filename)
    assert index.ask(index.wheel.url).code == 404
    assert index.ask(index.wheel.url + ".metadata").code == 404
    assert index.contents.has(index.wheel.sha256)


def test_lost_content_is_our_fault_and_said_to_be(index: SampleIndex) -> None:
    index.contents.remove(index.wheel.sha256)
    assert index.ask(index.wheel.url).code == 503


@pytest.mark.parametrize("wrapped", [False, True], ids=["in-blocks", "by-the-server"])
def test_a_whole_file_is_one_download(index: SampleIndex, *, wrapped: bool) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    clock.install(lambda: at)
    environ = {"wsgi.file_wrapper": FileWrapper} if wrapped else {}
    index.ask(index.wheel.url, user_agent=PIP, environ=environ)
    expected = DownloadEvent(at, WHEEL_NAME, normalize("Foo.Bar"), "1!2.0+x", "pip", "26.3", "3.11.7")
    assert index.downloads() == [expected]


def test_an_unknown_client_is_noted_as_such(index: SampleIndex) -> None:
    index.ask(index.sdist.url)
    assert [(event.filename, event.installer) for event in index.downloads()] == [(index.sdist.filename, "")]


def test_nothing_but_a_whole_file_is_a_download(index: SampleIndex) -> None:
    url = index.wheel.url
    index.ask(url, method="HEAD")
    index.ask(url, range="bytes=0-")
    index.ask(url, range="bytes=999999-")
    index.ask(url, if_none_match=f'"{index.wheel.sha256}"')
    index.ask(url + ".metadata")
    index.ask(url + ".asc")
    index.ask("/simple/foo-bar/")
    assert index.downloads() == []


def test_a_client_that_goes_away_before_the_end_has_downloaded_nothing(index: SampleIndex) -> None:
    with index.receiving(index.wheel.url) as body:
        next(body)
    assert index.downloads() == []


def test_the_download_is_noted_before_the_last_block_is_handed_over(index: SampleIndex) -> None:
    with index.receiving(index.wheel.url) as body:
        noted = [len(index.downloads()) for _block in body]
    assert noted == [0, 0, 0, 1]


def test_a_server_that_sends_the_file_itself_gets_it_when_the_download_is_noted(index: SampleIndex) -> None:
    noted: list[int] = []

    def wrapper(file: BinaryIO, block_bytes: int) -> FileWrapper:
        noted.append(len(index.downloads()))
        assert file.fileno() > 0
        return FileWrapper(file, block_bytes)

    index.ask(index.wheel.url, environ={"wsgi.file_wrapper": wrapper})
    assert noted == [1]


def test_a_full_disk_costs_a_count_and_not_an_installation(
    index: SampleIndex, caplog: pytest.LogCaptureFixture
) -> None:
    index.event_folder.write_text("not a folder")
    assert index.ask(index.wheel.url).body == WHEEL
    assert "could not be noted" in caplog.text
