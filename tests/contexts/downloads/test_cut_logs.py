"""Of two logs of which one is the beginning of the other, no line counts twice, whatever they are called and packed."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.db.models import Max, Sum
from hypothesis import example, given, settings
from hypothesis import strategies as st

from strongroom.downloads.errors import LogCut, LogGrew, LogRefused, LogUnreadable
from strongroom.downloads.models import DailyCount, ImportedLog
from strongroom.downloads.services import Reading, import_log
from tests.contexts.downloads.test_importing import NOW, READING, counted, line, log, of_nobody

pytestmark = pytest.mark.django_db


def combined(number: int) -> str:
    return line(project=f"sample{number}", second=number % 60)


def linehaul(number: int) -> str:
    start = (
        f"download|Mon, 02 Mar 2026 10:00:{number % 60:02} GMT|US|/packages/aa/bb/sample{number}-1.0.tar.gz"
    )
    return f"{start}|TLSv1.3|AES|sample{number}|1.0|sdist|pip/26.3\n"


def json_line(number: int) -> str:
    return (
        f'{{"ts": 1772445600, "path": "/packages/aa/sample{number}-1.0.tar.gz", "user_agent": "pip/26.3"}}\n'
    )


def cloudfront(number: int) -> str:
    start = f"2026-03-02\t10:00:{number % 60:02}\tFRA\t9\t192.0.2.7\tGET\td.example\t/packages/sample{number}-1.0.zip"
    return f"{start}\t200\t-\tpip/26.3\t-\n"


SMALL = [
    "".join(map(form, range(number))).encode()
    for form, number in ((combined, 2), (linehaul, 60), (json_line, 3), (cloudfront, 40))
]
LARGE = "".join(map(combined, range(2200))).encode()
"""More than is read at a time."""


@contextmanager
def undone() -> Iterator[Path]:
    """Lend a folder; afterwards nothing was counted."""
    with TemporaryDirectory() as folder, transaction.atomic():
        yield Path(folder)
        transaction.set_rollback(True)


def try_to_import(path: Path) -> None:
    try:
        import_log(path, reading=READING, now=NOW)
    except LogRefused as refusal:
        assert refusal.message.isprintable()


@settings(max_examples=30)
@given(
    whole=st.sampled_from(SMALL),
    share=st.floats(0, 1),
    names=st.tuples(*(st.sampled_from(["a.log", "b.log"]),) * 2),
    pack=st.sampled_from([bytes, gzip.compress]),
    cut_first=st.booleans(),
)
@example(whole=LARGE, share=0.001, names=("a.log", "b.log"), pack=bytes, cut_first=False)
@example(whole=LARGE, share=0.999, names=("a.log", "b.log"), pack=bytes, cut_first=False)
@example(whole=LARGE, share=0.999, names=("a.log", "b.log"), pack=bytes, cut_first=True)
def test_a_cut_and_the_whole_never_count_a_line_twice(
    *, whole: bytes, share: float, names: tuple[str, str], pack: Callable[[bytes], bytes], cut_first: bool
) -> None:
    parts = [whole[: int(share * len(whole))], whole]
    with undone() as folder:
        for name, part in zip(names, parts if cut_first else parts[::-1], strict=True):
            (folder / name).write_bytes(pack(part))
            try_to_import(folder / name)

        counts = DailyCount.objects.aggregate(most=Max("downloads"), all=Sum("downloads"))
    assert counts["most"] in (1, None)
    assert cut_first or counts["all"] == whole.count(b"\n")


MIXED = [
    # Downloads by several classes of clients, pages, lines of unknown form, blank ones and one without an end.
    "".join(
        f"{form(number)[:-1].replace('pip/26.3', agent)}{rest}\n{form(90 + number).replace('packages', 'simple')}{junk}"
        for number, (agent, junk) in enumerate(
            [
                ("bandersnatch/6.5 (cpython)", ""),
                ("Mozilla/5.0", "once upon a time\n"),
                ("pip/26.3", "\n"),
                ("uv/0.9", ""),
            ]
        )
    ).encode()
    for form, rest in ((combined, " 0.123"), (linehaul, ""), (json_line, " "), (cloudfront, "\t-"))
]
Total = tuple[dict[tuple[str, str], int], dict[str, int | None]]


def total() -> Total:
    """Return what all chunks together have come to."""
    counts = DailyCount.objects.values_list("name__name", "client_class").annotate(all=Sum("downloads"))
    lines = ImportedLog.objects.aggregate(lines=Sum("lines"), unknown=Sum("malformed_lines"))
    return {(name, kind): downloads for name, kind, downloads in counts}, lines


def grown(path: Path) -> int | None:
    """Import a log; return from which of its bytes on it is told to be imported, None if it is counted."""
    try:
        import_log(path, reading=READING, now=NOW)
    except LogGrew as refusal:
        told = re.search(r"`tail -c \+(\d+)`", refusal.message)
        assert told is not None
        return int(told[1])
    return None


def totals_of(whole: bytes, cut: int, pack: Callable[[bytes], bytes]) -> tuple[Total, Total]:
    """Return what a log comes to when its head was counted first and the advice is followed, and when it is counted at once."""
    with undone() as folder:
        (folder / "a.log").write_bytes(pack(whole[:cut]))
        try_to_import(folder / "a.log")
        (folder / "b.log").write_bytes(pack(whole))
        if first_byte := grown(folder / "b.log"):
            (folder / "c.log").write_bytes(whole[first_byte - 1 :])
            try_to_import(folder / "c.log")  # refused where nothing is left but a page, say
        in_parts = total()
    with undone() as folder:
        (folder / "b.log").write_bytes(whole)
        import_log(folder / "b.log", reading=READING, now=NOW)
        return in_parts, total()


@settings(max_examples=25)
@given(
    whole=st.sampled_from(MIXED),
    share=st.floats(0, 1),
    without_end=st.booleans(),
    pack=st.sampled_from([bytes, gzip.compress]),
)
@example(whole=LARGE, share=0.7001, without_end=True, pack=bytes)
def test_whoever_follows_the_advice_counts_each_line_once_wherever_the_log_was_cut(
    *, whole: bytes, share: float, without_end: bool, pack: Callable[[bytes], bytes]
) -> None:
    whole = whole.removesuffix(b"\n") if without_end else whole

    in_parts, at_once = totals_of(whole, int(share * len(whole)), pack)

    assert in_parts == at_once


@pytest.mark.parametrize("whole", MIXED, ids=["combined", "linehaul", "json", "cloudfront"])
def test_no_byte_of_the_last_lines_is_a_place_where_the_advice_is_wrong(whole: bytes) -> None:
    last = whole.rfind(b"uv/0.9")

    for cut in range(last - 2, last + 11):
        in_parts, at_once = totals_of(whole, cut, bytes)
        assert in_parts == at_once


def test_a_last_line_that_is_cut_off_is_left_out_and_told(tmp_path: Path) -> None:
    whole = "".join(map(combined, range(4)))
    end_of_third = len("".join(map(combined, range(3))))
    path = log(tmp_path / "a.log", whole[: end_of_third + 90])

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.unknown, imported.unfinished_at) == (3, 0, end_of_third)
    assert import_log(path, reading=READING, now=NOW).already_counted
    assert grown(log(tmp_path / "b.log", whole)) == end_of_third + 1


def test_a_whole_last_line_without_its_end_counts_and_what_grew_goes_on_behind_it(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", combined(0), combined(1).rstrip("\n"))

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.unfinished_at) == (2, 0)
    longer = log(tmp_path / "b.log", combined(0), combined(1), combined(2))
    assert grown(longer) == path.stat().st_size + 2


@pytest.mark.parametrize("begun", [linehaul(0)[:-1], "once upon a time", combined(0)[:90]])
def test_of_a_log_that_is_no_more_than_the_beginning_of_a_line_nothing_is_counted(
    tmp_path: Path, begun: str
) -> None:
    path = log(tmp_path / "a.log", begun)

    with pytest.raises(LogUnreadable, match=r"a\.log has no whole line, .* end the line by a line feed"):
        import_log(path, reading=READING, now=NOW)
    assert not ImportedLog.objects.exists()


def test_a_log_that_grew_and_was_renamed_is_refused_and_told_where_to_go_on(tmp_path: Path) -> None:
    first = log(tmp_path / "a.log", *map(combined, range(100)))
    import_log(first, reading=READING, now=NOW)
    grown = log(tmp_path / "b.log", *map(combined, range(103)))

    with pytest.raises(LogGrew, match=rf"counted as a\.log: .*`tail -c \+{first.stat().st_size + 1}`"):
        import_log(grown, reading=READING, now=NOW)
    # A source of its own makes it another log.
    elsewhere = Reading(find_projects=of_nobody, source="edge")
    assert import_log(grown, reading=elsewhere, now=NOW).downloads == 103


def test_a_log_that_was_cut_off_is_refused_after_the_whole(tmp_path: Path) -> None:
    import_log(log(tmp_path / "a.log", *map(combined, range(100))), reading=READING, now=NOW)

    with pytest.raises(LogCut, match=r"cut off a log that was counted as a\.log: .* Nothing is missing\."):
        import_log(log(tmp_path / "b.log", *map(combined, range(60))), reading=READING, now=NOW)
    assert DailyCount.objects.aggregate(all=Sum("downloads")) == {"all": 100}


@pytest.mark.parametrize("length", [1500, 900], ids=["longer", "shorter"])
def test_logs_that_begin_alike_and_go_on_otherwise_are_two(tmp_path: Path, length: int) -> None:
    alike = [combined(number) for number in range(800)]
    assert len("".join(alike)) > 64 * 1024
    first = log(tmp_path / "a.log", *alike, *(line(project=f"old{number}") for number in range(400)))
    second = log(
        tmp_path / "b.log", *alike, *(line(project=f"new{number}") for number in range(length - 800))
    )

    assert import_log(first, reading=READING, now=NOW).downloads == 1200
    assert import_log(second, reading=READING, now=NOW).downloads == length


def test_a_short_log_that_ends_otherwise_is_another(tmp_path: Path) -> None:
    head = "#Version: 1.0\n#Fields: date time edge sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)\n"
    import_log(log(tmp_path / "a.log", head, *map(cloudfront, range(3))), reading=READING, now=NOW)

    other = log(tmp_path / "b.log", head, cloudfront(0), cloudfront(7))
    assert import_log(other, reading=READING, now=NOW).downloads == 2


def test_what_was_counted_before_beginnings_were_kept_is_compared_by_its_name(tmp_path: Path) -> None:
    import_log(log(tmp_path / "a.log", line()), reading=READING, now=NOW)
    ImportedLog.objects.update(beginning="", marks=b"")

    with pytest.raises(LogGrew):
        import_log(log(tmp_path / "a.log", line(), line(second=1)), reading=READING, now=NOW)
    assert counted() == {"installer": 1}
