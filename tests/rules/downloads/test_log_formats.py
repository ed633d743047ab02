"""Logs of other servers are read line by line, and no line stops the reading."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_formats import FORMATS, LogFormat, read_format
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import NormalizedName

PIP = 'pip/26.3 {"ci":null,"installer":{"name":"pip","version":"26.3"},"python":"3.11.7"}'
WHEEL = f"/packages/ab/cd/{'e' * 60}/harborlight-1.0-py3-none-any.whl"
CLOUDFRONT_HEAD = (
    "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
    "cs(Referer) cs(User-Agent) cs-uri-query\n"
)

Line = Callable[..., str]


def linehaul(path: str = WHEEL, agent: str = PIP) -> str:
    return f"download|Mon, 23 Nov 2026 17:49:58 GMT|US|{path}|TLSv1.3|TLS_AES_256_GCM|Harbor.Light|1.0|bdist_wheel|{agent}"


def linehaul_with_status(
    path: str = WHEEL, agent: str = PIP, *, method: str = "GET", status: int = 200
) -> str:
    return linehaul(path, f"{method}|{status}|48213|(null)|{agent}")


def nginx(path: str = WHEEL, agent: str = PIP, *, method: str = "GET", status: int = 200) -> str:
    written = re.sub(r'["\\]', lambda found: f"\\x{ord(found[0]):02X}", agent)
    return f'192.0.2.7 - - [23/Nov/2026:17:49:58 +0000] "{method} {path} HTTP/1.1" {status} 48213 "-" "{written}"'


def apache(path: str = WHEEL, agent: str = PIP, *, method: str = "GET", status: int = 200) -> str:
    written = re.sub(r'["\\]', lambda found: f"\\{found[0]}", agent)
    return f'::1 - ada [23/Nov/2026:17:49:58 +0000] "{method} {path} HTTP/2.0" {status} - "-" "{written}"'


def cloudfront(path: str = WHEEL, agent: str = PIP, *, method: str = "GET", status: int = 200) -> str:
    written = "".join(f"%{byte:02X}" for byte in agent.encode())
    start = f"2026-11-23\t17:49:58\tFRA60-P3\t48213\t192.0.2.7\t{method}\td.example"
    return f"{start}\t{path}\t{status}\t-\t{written}\t-"


def json_line(path: str = WHEEL, agent: str = PIP, *, method: str = "GET", status: int = 200) -> str:
    said = {"time": "2026-11-23T17:49:58Z", "request": f"{method} {path} HTTP/1.1", "status": str(status)}
    return f"<134>cache-fra linehaul[1]: {json.dumps(said | {'user_agent': agent})}"


WITH_STATUS = {
    "linehaul": linehaul_with_status,
    "nginx": nginx,
    "apache": apache,
    "cloudfront": cloudfront,
    "json": json_line,
}
ALL = {**WITH_STATUS, "older linehaul": linehaul}


def format_of(line: str) -> LogFormat:
    found = read_format("", (CLOUDFRONT_HEAD + line).encode() if "\t" in line else line.encode())
    assert found is not None
    return found


@pytest.mark.parametrize("write", [pytest.param(line, id=name) for name, line in ALL.items()])
def test_a_download_is_read_back_from_what_was_logged(write: Line) -> None:
    log_format = format_of(write())
    ((day, path, project, agent),) = log_format.rows(write().encode())

    assert day.decode() in {"23 Nov 2026", "23/Nov/2026", "2026-11-23"}
    assert path.decode() == WHEEL
    assert project.decode() in {"Harbor.Light", WHEEL}
    assert log_format.agent_text(agent) == PIP


@pytest.mark.parametrize("write", [pytest.param(line, id=name) for name, line in WITH_STATUS.items()])
@pytest.mark.parametrize("change", [{"method": "HEAD"}, {"status": 304}, {"status": 206}, {"status": 404}])
def test_only_get_and_200_is_a_download(write: Line, change: dict[str, object]) -> None:
    line = write(**change).encode()

    assert not any(format_of(write()).rows(line)[0])


def test_a_metadata_file_is_no_download() -> None:
    line = linehaul(f"{WHEEL}.metadata").encode()

    assert not any(format_of(linehaul()).rows(line)[0])


def test_our_own_events_are_read_back() -> None:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    event = DownloadEvent(at, "demo-1.0.tar.gz", NormalizedName("demo"), "1.0", "pip", "26.3", "3.11.7")
    found = read_format("", event.to_line())

    assert found is not None
    assert found.rows(event.to_line()) == [
        (b"2026-11-23", b"demo-1.0.tar.gz", b"demo", b"pip/26.3 Python/3.11.7 ()")
    ]


def test_where_the_day_may_be_another_one_in_utc_the_time_is_taken_along() -> None:
    line = nginx().replace("+0000", "-0700").encode()

    assert format_of(nginx()).rows(line)[0][0] == b"23/Nov/2026:17:49:58 -0700"


def test_a_line_that_misses_something_takes_none_after_it_along() -> None:
    for write in ALL.values():
        broken = write()[: len(write()) // 3]
        block = f"{write()}\n{broken}\n{write()}\n{broken}\n{write()}".encode()

        assert len([row for row in format_of(write()).rows(block) if row[0]]) == 3


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(
            '{"EdgeStartTimestamp": 1795456198000000000, "ClientRequestURI": "%s"}', id="Cloudflare"
        ),
        pytest.param('{"ts": 1795456198123, "path": "%s"}', id="milliseconds"),
        pytest.param(
            '{"time": "17:49:58", "date": "2026-11-23", "uri": "%s"}', id="time of day beside the date"
        ),
        pytest.param('{"time": "17:49:58Z", "date": "2026-11-23", "uri": "%s"}', id="time of day in UTC"),
        pytest.param('{"time": null, "@timestamp": "2026-11-23T17:49:58Z", "url": "%s"}', id="time is null"),
        pytest.param('{"time": 0.25, "@timestamp": "2026-11-23T17:49:58Z", "url": "%s"}', id="time it took"),
        pytest.param('{"at": "2026-11-23", "url": null, "path": "%s"}', id="address is null"),
        pytest.param('<134>1 host {edge} app[1] {}: { "at": "2026-11-23", "path": "%s"}', id="braces before"),
    ],
)
def test_times_are_found_in_all_that_writes_json(written: str) -> None:
    line = (written % WHEEL).encode()
    log_format = read_format("", line)

    assert log_format is not None
    assert log_format.rows(line) == [(b"2026-11-23", WHEEL.encode(), WHEEL.encode(), b"")]


@pytest.mark.parametrize("status", ["0", "false", '""', '"0"', "true", "206", "200.5", "[200]", '{"a": 200}'])
def test_a_status_that_is_not_200_makes_no_download_however_little_it_says(status: str) -> None:
    line = f'{{"ts": 1795456198, "path": "{WHEEL}", "status": {status}}}'.encode()

    assert not any(FORMATS["json"](line).rows(line)[0])  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["200", "200.0", '"200"', "2e2", "null"])
def test_200_is_a_number_however_it_is_written(status: str) -> None:
    line = f'{{"ts": 1795456198, "path": "{WHEEL}", "status": {status}}}'.encode()

    assert any(FORMATS["json"](line).rows(line)[0])  # type: ignore[union-attr]


def test_an_object_in_a_broken_one_is_no_line_of_its_own() -> None:
    line = b'{"request": {"at": "2026-11-23", "path": "%s"}' % WHEEL.encode()

    assert read_format("", line) is None


def test_a_format_is_recognized_by_lines_far_down() -> None:
    found = read_format("", ("once upon a time\n" * 900 + nginx()).encode())

    assert found is format_of(nginx())


def test_no_format_is_recognized_in_other_text() -> None:
    assert read_format("", b"Once upon a time\nthere was a log.\n") is None


def test_columns_of_cloudfront_are_found_by_its_header() -> None:
    head = b"#Fields: date cs-method cs-uri-stem sc-status cs(User-Agent)\n"
    log_format = read_format("cloudfront", head)

    assert log_format is not None
    assert log_format.rows(f"2026-11-23\tGET\t{WHEEL}\t200\tuv/1".encode())[0][3] == b"uv/1"


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)


@given(agent=PRINTABLE, write=st.sampled_from([nginx, apache, cloudfront, json_line]))
def test_whatever_a_client_calls_itself_is_read_back(agent: str, write: Line) -> None:
    log_format = format_of(write())
    # Apache writes `\\` for a backslash: one at the very end cannot be told from an escaped quotation mark.
    # In CloudFront's a percent sign of the client's own cannot be told from one of its encoding.
    said = agent.replace("%", "").strip().rstrip("\\").strip()
    ((*_, read),) = log_format.rows(write(agent=said).encode())

    assert log_format.agent_text(read) == said


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    "repeated",
    ["\n", "a\n", "{\n", '{"\n', '\\"', "|", " ", f"{' ' * 299}\n", f"{'y' * 65}\n", '[23/Nov/2026:] "\\"'],
)
def test_no_bytes_take_much_longer_than_a_log_of_the_same_size(name: str, repeated: str) -> None:
    block = (repeated * 2**17)[: 2**17].encode()
    log_format = read_format(name, b"")
    assert log_format is not None
    began = time.process_time()
    log_format.rows(block)

    # A fiftieth at most, as measured; they once took a second.
    assert time.process_time() - began < 0.2


@given(block=st.binary(max_size=300), name=st.sampled_from(sorted(FORMATS)))
def test_no_bytes_stop_the_reading(block: bytes, name: str) -> None:
    log_format = read_format(name, block)

    assert log_format is None or len(log_format.rows(block)) <= block.count(b"\n") + 1


@given(
    st.lists(
        st.sampled_from([*(line() for line in ALL.values()), "{", "", '{"time":1}', "#", "|" * 9]),
        max_size=12,
    )
)
def test_there_is_never_more_than_one_row_a_line(lines: list[str]) -> None:
    block = "\n".join(lines).encode()
    for make in FORMATS.values():
        log_format = make(block)
        assert log_format is None or len(log_format.rows(block)) <= len(lines)
