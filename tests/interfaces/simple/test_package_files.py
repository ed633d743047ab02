"""Files beyond the statements of the standards: several parts, kept contents, and which requests are downloads."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from strongroom.foundation import clock
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.interfaces.simple.conditional import format_date
from tests.interfaces.simple.sample_index import UPLOADED_AT, WHEEL, WHEEL_NAME, SampleIndex

PIP = 'pip/26.3 {"python":"3.11.7","installer":{"name":"pip","version":"26.3"}}'
SIZE = len(WHEEL)


def test_several_parts_come_in_one_answer(unchanged_index: SampleIndex) -> None:
    answer = unchanged_index.ask(unchanged_index.wheel.url, range="bytes=-5, 0-1, 65530-65545")
    assert (answer.code, "Content-Range" in answer.headers) == (206, False)
    assert answer.headers["Content-Length"] == str(len(answer.body))
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + answer.body, policy=policy.HTTP)
    assert message.get_content_type() == "multipart/byteranges"
    assert [part["Content-Type"] for part in message.iter_parts()] == ["application/octet-stream"] * 3
    assert [(part["Content-Range"], part.get_content()) for part in message.iter_parts()] == [
        (f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}", WHEEL[-5:]),
        (f"bytes 0-1/{SIZE}", WHEEL[:2]),
        (f"bytes 65530-65545/{SIZE}", WHEEL[65530:65546]),
    ]


def test_many_small_parts_get_the_whole_file(unchanged_index: SampleIndex) -> None:
    many = ",".join(f"{first}-{first}" for first in range(0, 100, 2))
    assert unchanged_index.ask(unchanged_index.wheel.url, range=f"bytes={many}").code == 200


UPLOADED = format_date(int(UPLOADED_AT.timestamp()))
LATER = format_date(int(UPLOADED_AT.timestamp()) + 1)


@pytest.mark.parametrize(
    ("condition", "code"),
    [('"{digest}"', 206), (UPLOADED, 206), ('W/"{digest}"', 200), ('"other"', 200), (LATER, 200)],
)
def test_a_part_of_another_version_gets_the_whole_file(
    unchanged_index: SampleIndex, condition: str, code: int
) -> None:
    condition = condition.format(digest=unchanged_index.wheel.sha256)
    assert unchanged_index.ask(unchanged_index.wheel.url, range="bytes=0-1", if_range=condition).code == code


def test_who_expects_another_file_is_told(unchanged_index: SampleIndex) -> None:
    assert unchanged_index.ask(unchanged_index.wheel.url, if_match='"another"').code == 412


def test_a_shared_cache_can_be_told_to_forget_a_file_or_all_of_a_project(
    unchanged_index: SampleIndex,
) -> None:
    wheel = unchanged_index.wheel
    keys = unchanged_index.ask(wheel.url).headers["Surrogate-Key"]
    assert keys == f"file/{wheel.sha256} project/foo-bar"


def test_the_digest_must_be_that_of_the_file(unchanged_index: SampleIndex) -> None:
    wheel = unchanged_index.wheel
    digest = wheel.metadata_sha256
    folder = wheel.url.rpartition("/")[0]
    upper_case = folder.upper().replace("/PACKAGES", "/packages") + f"/{WHEEL_NAME}"
    of_its_metadata = f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{WHEEL_NAME}"
    assert {unchanged_index.ask(target).code for target in (upper_case, of_its_metadata)} == {404}


def test_a_file_whose_record_is_gone_is_not_served_though_its_content_is_kept(index: SampleIndex) -> None:
    assert index.ask(index.wheel.url).code == 200
    page = index.foo_bar(serial=901)
    index.show(type(page)(page.name, page.display_name, page.serial, page.versions, (index.sdist,)))
    assert index.ask(index.wheel.url).code == 404
    assert index.ask(index.wheel.url + ".metadata").code == 404
    assert index.contents.has(index.wheel.sha256)


def test_lost_content_is_our_fault_and_said_to_be(index: SampleIndex) -> None:
    index.contents.remove(index.wheel.sha256)
    answer = index.ask(index.wheel.url)
    assert (answer.code, answer.headers["Retry-After"]) == (503, "60")


def test_the_next_reader_needs_no_opening(index: SampleIndex) -> None:
    assert index.ask(index.wheel.url).body == WHEEL
    index.contents.remove(index.wheel.sha256)
    assert index.ask(index.wheel.url).body == WHEEL  # still open, and still offered


def test_an_empty_file_is_sent(index: SampleIndex) -> None:
    page = index.foo_bar(serial=901)
    empty = index.entry("foo_bar-3.tar.gz", b"")
    index.show(type(page)(page.name, page.display_name, page.serial, ("3",), (empty,)))
    answer = index.ask(empty.url)
    assert (answer.code, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
    assert [event.filename for event in index.downloads()] == ["foo_bar-3.tar.gz"]


def test_a_whole_file_is_one_download(index: SampleIndex) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    clock.install(lambda: at)
    index.ask(index.wheel.url, user_agent=PIP)
    expected = DownloadEvent(at, WHEEL_NAME, normalize("Foo.Bar"), "1!2.0+x", "pip", "26.3", "3.11.7")
    assert index.downloads() == [expected]


def test_an_unknown_client_is_noted_as_such(index: SampleIndex) -> None:
    index.ask(index.sdist.url)
    assert [(event.filename, event.installer) for event in index.downloads()] == [(index.sdist.filename, "")]


def test_nothing_but_a_whole_file_is_a_download(index: SampleIndex) -> None:
    url = index.wheel.url
    index.ask(url, method="HEAD")
    index.ask(url, range="bytes=0-")
    index.ask(url, range="bytes=0-1,5-6")
    index.ask(url, range="bytes=999999-")
    index.ask(url, if_none_match=f'"{index.wheel.sha256}"')
    index.ask(url, if_match='"another"')
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


def test_a_file_that_is_shorter_than_it_was_ends_the_connection_and_is_no_download(
    index: SampleIndex,
) -> None:
    with index.receiving(index.wheel.url) as body:
        path = index.contents.path(index.wheel.sha256)
        path.chmod(0o644)
        path.write_bytes(WHEEL[:70_000])
        with pytest.raises(EOFError, match="ended before its length"):
            list(body)
    assert index.downloads() == []


def test_a_full_disk_costs_a_count_and_not_an_installation(
    index: SampleIndex, caplog: pytest.LogCaptureFixture
) -> None:
    index.event_folder.write_text("not a folder")
    assert index.ask(index.wheel.url).body == WHEEL
    assert "could not be noted" in caplog.text
