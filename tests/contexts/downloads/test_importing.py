"""Logs of other servers are counted once, by chunk, whatever they are called and however they are packed."""

import gzip
import os
import signal
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from backports import zstd
from django.conf import settings

from strongroom.downloads.errors import LogGrew, LogMisdated, LogRefused, LogUnreadable, SourceUnfit
from strongroom.downloads.models import ImportedLog
from strongroom.downloads.queries import totals_by_class
from strongroom.downloads.services import Imported, Reading, import_log, import_logs, import_next_log
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.periods import Window

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = datetime(2026, 3, 2, tzinfo=UTC).date()
NAME = normalize("harborlight")


def of_nobody(_filenames: Collection[str]) -> dict[str, NormalizedName]:
    """Answer as an index without files."""
    return {}


def of_other_name(filenames: Collection[str]) -> dict[str, NormalizedName]:
    """Answer as an index that knows all of them, as files of another project than their names say."""
    return dict.fromkeys(filenames, NAME)


READING = Reading(find_projects=of_nobody)


def line(agent: str = "pip/26.3", *, second: int = 0, project: str = "Harborlight") -> str:
    path = f"/packages/aa/bb/cc/{project}-1.0-py3-none-any.whl"
    start = f"192.0.2.7 - - [02/Mar/2026:10:00:{second:02} +0000]"
    return f'{start} "GET {path} HTTP/1.1" 200 99 "-" "{agent}"\n'


def log(path: Path, *lines: str) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


def counted(name: NormalizedName = NAME) -> dict[str, int]:
    return totals_by_class(name, Window(DAY, DAY))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress], ids=["plain", "gzip", "zstd"])
def test_the_same_content_counts_once_under_whatever_name_and_packing(
    tmp_path: Path, pack: type[bytes]
) -> None:
    first = log(tmp_path / "a.log", line(), line("uv/0.9"), line("bandersnatch/6.5"))
    again = tmp_path / "b"
    again.write_bytes(pack(first.read_bytes()))

    assert import_log(first, reading=READING, now=NOW).downloads == 3
    assert import_log(again, reading=READING, now=NOW).already_counted
    assert counted() == {"installer": 2, "mirror": 1}


def test_the_same_lines_of_another_source_are_others(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line())
    for source in ("edge-1", "edge-2", "edge-1"):
        import_log(path, reading=Reading(find_projects=of_nobody, source=source), now=NOW)

    assert counted() == {"installer": 2}


def test_a_chunk_that_grew_is_refused_and_told_where_to_go_on(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line())
    import_log(path, reading=READING, now=NOW)
    size = path.stat().st_size
    log(path, line(), line(second=1))

    with pytest.raises(LogGrew, match=rf"tail -c \+{size + 1}"):
        import_log(path, reading=READING, now=NOW)
    assert counted() == {"installer": 1}
    rest = log(tmp_path / "rest", line(second=1))
    import_log(rest, reading=READING, now=NOW)
    assert counted() == {"installer": 2}


def test_a_name_may_be_used_again_for_other_content(tmp_path: Path) -> None:
    for second in range(3):
        import_log(log(tmp_path / "access.log.1", line(second=second)), reading=READING, now=NOW)

    assert counted() == {"installer": 3}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"once upon a time\n", id="other lines"),
        pytest.param(b"\x1f\x8bbroken", id="no gzip"),
        pytest.param(gzip.compress(line().encode() * 1000, mtime=0)[:-9], id="gzip cut off"),
        pytest.param(zstd.compress(line().encode() * 1000)[:-3], id="zstd cut off"),
    ],
)
def test_what_cannot_be_read_to_its_end_is_refused_and_counts_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)

    with pytest.raises(LogUnreadable):
        import_log(path, reading=READING, now=NOW)
    assert counted() == {}
    assert not ImportedLog.objects.exists()


def test_what_unpacks_to_more_than_any_log_is_given_up_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(zstd.compress(line().encode() + b"x" * 65 * 1024**2))

    with pytest.raises(LogUnreadable, match=r"unpacks to [\d,]+ or more: .*unpack it and import that"):
        import_log(path, reading=READING, now=NOW)
    assert not ImportedLog.objects.exists()
    unpacked = tmp_path / "b.log"
    unpacked.write_bytes(zstd.decompress(path.read_bytes()))
    assert import_log(unpacked, reading=READING, now=NOW).downloads == 1


def test_lines_of_no_known_form_are_counted_and_some_are_shown_without_addresses(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line(), *("192.0.2.8 lost its mind\n" for _ in range(9)), line())

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (2, 0, 9)
    assert imported.sample == ("… lost its mind",) * 5
    assert ImportedLog.objects.get().sample.splitlines() == list(imported.sample)


@pytest.mark.parametrize(
    "junk", ["once upon a time\n" * 250, "once upon a time\n" * 20_000, "x" * 2_000_000 + "\n"]
)
def test_unknown_lines_at_the_head_are_no_more_than_unknown(tmp_path: Path, junk: str) -> None:
    path = log(tmp_path / "a.log", junk, line(), line("uv/0.9"))

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (2, 0, junk.count("\n"))
    assert imported.sample[0] == junk.partition("\n")[0][:200]
    assert ImportedLog.objects.get().lines == junk.count("\n") + 2


JUNK = b"x" * 20 * 1024**2
"""More than is searched; one line, so that it costs little to try all forms on it."""
PAGES = line().replace("/packages/aa/bb/cc/Harborlight-1.0-py3-none-any.whl", "/simple/").encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_file_of_junk_is_given_up_with_a_word_and_a_sample(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "a.log"
    # What comes so late is not looked at any more: else it would be counted.
    path.write_bytes(pack(b"once upon a time at 192.0.2.8\n" + JUNK + b"\n" + line().encode()))

    with pytest.raises(
        LogUnreadable, match=r"a\.log is no log .* one of them: once upon a time at …\. Known are"
    ):
        import_log(path, reading=READING, now=NOW)
    assert counted() == {}
    assert not ImportedLog.objects.exists()
    # It is what is in it that is refused: somebody may write something else.
    assert import_log(log(path, line()), reading=READING, now=NOW).downloads == 1


@pytest.mark.parametrize("format_name", ["", "combined"])
def test_junk_after_pages_without_a_download_or_in_a_form_that_is_named_is_no_more_than_unknown(
    tmp_path: Path, format_name: str
) -> None:
    path = tmp_path / "a.log"
    path.write_bytes((b"" if format_name else PAGES) + JUNK + b"\n" + line().encode())
    reading = Reading(find_projects=of_nobody, format_name=format_name)

    imported = import_log(path, reading=reading, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (1, 0 if format_name else 1, 1)


def test_a_log_of_nothing_but_pages_is_one_however_long(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(PAGES * 30_000)

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (0, 30_000, 0)


def test_a_log_that_was_read_in_the_wrong_form_can_be_read_in_the_right_one(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line())

    with pytest.raises(LogUnreadable, match="no log in the form json"):
        import_log(path, reading=Reading(find_projects=of_nobody, format_name="json"), now=NOW)
    assert import_log(path, reading=READING, now=NOW).downloads == 1


@pytest.mark.parametrize("end", ["\n", ""], ids=["in between", "at the end"])
def test_a_line_that_is_far_too_long_is_one_line_of_unknown_form(tmp_path: Path, end: str) -> None:
    far_too_long = line(project="x" * 3_000_000).rstrip("\n")
    after = [line(second=second) for second in range(3)] if end else []

    imported = import_log(
        log(tmp_path / "a.log", line(), far_too_long + end, *after), reading=READING, now=NOW
    )

    assert (imported.downloads, imported.others, imported.unknown) == (1 + len(after), 0, 1)


@pytest.mark.parametrize(
    "day", ["02/Mar/0001", "01/Jan/1970", "99/Mar/2026", "05/Mar/2026", "02/Mar/2031", "31/Dec/9999"]
)
def test_lines_of_days_that_cannot_be_are_of_unknown_form(tmp_path: Path, day: str) -> None:
    tomorrow = line().replace("02/Mar/2026", "04/Mar/2026")
    path = log(tmp_path / "a.log", line(), line().replace("02/Mar/2026", day), tomorrow)

    imported = import_log(path, reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (2, 0, 1)
    assert [day in shown for shown in imported.sample] == [True]


@pytest.mark.parametrize("format_name", ["", "combined"], ids=["recognized", "named"])
@pytest.mark.parametrize(
    "day, dated",
    [
        ("20/Nov/2031", "after tomorrow, such as 2031-11-20"),
        ("01/Jan/1970", "before 2000, such as 1970-01-01"),
    ],
)
def test_a_log_by_a_wrong_clock_is_refused_with_the_day_that_it_is_dated_on(
    tmp_path: Path, day: str, dated: str, format_name: str
) -> None:
    path = log(tmp_path / "a.log", "once upon a time\n", line().replace("02/Mar/2026", day))
    reading = Reading(find_projects=of_nobody, format_name=format_name)

    with pytest.raises(LogMisdated, match=rf"are dated {dated}\. .*Here it is 2026-03-03 \(UTC\)") as refused:
        import_log(path, reading=reading, now=NOW)
    assert "no log" not in refused.value.message
    assert not ImportedLog.objects.exists()
    assert import_log(log(path, line()), reading=reading, now=NOW).downloads == 1


def test_a_log_of_days_that_no_calendar_has_is_in_no_known_form(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line().replace("02/Mar/2026", "31/Feb/2026"))

    with pytest.raises(LogUnreadable, match="no log in a known form"):
        import_log(path, reading=READING, now=NOW)


def test_an_offset_that_cannot_be_makes_a_line_unknown(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line(), line().replace("+0000", "+9999"))

    assert import_log(path, reading=READING, now=NOW).unknown == 1


@pytest.mark.parametrize("source", ["x" * 101, "a\nb", "\x1b[31m", " "])
def test_a_source_is_a_name(source: str) -> None:
    with pytest.raises(SourceUnfit, match="1 to 100 letters"):
        Reading(find_projects=of_nobody, source=source)
    Reading(find_projects=of_nobody, source="Köln, edge 1" + "x" * 88)


def test_pages_and_files_of_nobody_are_other_lines(tmp_path: Path) -> None:
    page = line().replace("/packages/aa/bb/cc/Harborlight-1.0-py3-none-any.whl", "/simple/harborlight/")
    metadata = line().replace(".whl", ".whl.metadata")
    nameless = line().replace("Harborlight-1.0-py3-none-any.whl", "harborlight-1.0-beta-2.tar.gz")

    imported = import_log(log(tmp_path / "a.log", line(), page, metadata, nameless), reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (1, 3, 0)


def test_lines_that_tell_of_the_log_itself_are_not_told(tmp_path: Path) -> None:
    head = "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem sc-status cs(User-Agent)\n"
    tabbed = "2026-03-02\t10:00:00\tGET\t/packages/aa/harborlight-1.0.zip\t200\tpip/26.3\n"
    page = tabbed.replace("packages", "simple")

    imported = import_log(log(tmp_path / "a.log", head, tabbed, head, page), reading=READING, now=NOW)

    assert (imported.downloads, imported.others, imported.unknown) == (1, 1, 0)


def test_whose_a_file_is_the_index_knows_better_than_its_name(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", line(project="somebody_else"))
    import_log(path, reading=Reading(find_projects=of_other_name), now=NOW)

    assert counted() == {"installer": 1}


def test_a_log_of_many_blocks_is_counted_whole(tmp_path: Path) -> None:
    path = log(tmp_path / "a.log", *(line(f"pip/{number}.0") for number in range(5000)), line().rstrip("\n"))

    assert import_log(path, reading=READING, now=NOW).downloads == 5001


def test_an_empty_log_counts_nothing(tmp_path: Path) -> None:
    assert import_log(log(tmp_path / "a.log"), reading=READING, now=NOW).downloads == 0


@pytest.mark.django_db(transaction=True)
def test_several_are_read_at_a_time_and_each_is_told_of(tmp_path: Path) -> None:
    good = [log(tmp_path / f"{number}.log", *(line(second=number),) * 3) for number in range(5)]
    bad = log(tmp_path / "bad.log", "once upon a time\n")
    again = log(tmp_path / "again.log", *(line(second=0),) * 3)
    read_bytes: list[int] = []

    outcomes = dict(
        import_logs([*good, bad, again], reading=READING, readers=2, now=NOW, advance=read_bytes.append)
    )

    assert isinstance(outcomes.pop(bad), LogRefused)
    assert sum(one.downloads for one in outcomes.values() if isinstance(one, Imported)) == 15
    assert counted() == {"installer": 15}


def _dies(_filenames: Collection[str]) -> dict[str, NormalizedName]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def _dies_once(filenames: Collection[str]) -> dict[str, NormalizedName]:
    """Die over the files of one project, but not a second time: a mark stays."""
    mark = settings.STRONGROOM_DATA / "died"
    if not mark.exists() and any("doomed" in filename for filename in filenames):
        mark.touch()
        _dies(filenames)
    return {}


@pytest.mark.django_db(transaction=True)
def test_a_chunk_whose_reader_was_killed_is_read_again(tmp_path: Path) -> None:
    paths = [log(tmp_path / f"{number}.log", line(second=number)) for number in range(7)]
    paths.insert(3, log(tmp_path / "doomed.log", line(project="doomed")))

    outcomes = dict(
        import_logs(
            paths, reading=Reading(find_projects=_dies_once), readers=2, now=NOW, advance=lambda _: None
        )
    )

    assert [one for one in outcomes.values() if isinstance(one, LogRefused)] == []
    assert (counted(), counted(normalize("doomed"))) == ({"installer": 7}, {"installer": 1})


@pytest.mark.django_db(transaction=True)
def test_a_chunk_that_kills_every_reader_is_refused_with_a_word(tmp_path: Path) -> None:
    paths = [log(tmp_path / f"{number}.log", line(second=number)) for number in range(2)]

    outcomes = dict(
        import_logs(paths, reading=Reading(find_projects=_dies), readers=2, now=NOW, advance=lambda _: None)
    )

    assert len(outcomes) == 2
    assert all(isinstance(one, LogUnreadable) and "was killed" in one.message for one in outcomes.values())
    assert counted() == {}


def test_what_is_put_into_the_watched_folder_is_counted_and_put_away(tmp_path: Path) -> None:
    settled = (NOW - timedelta(minutes=5)).timestamp()
    for path in (log(tmp_path / "a.log", line()), log(tmp_path / "b.log", "once upon a time\n")):
        os.utime(path, (settled, settled))
    log(tmp_path / "being-written.log", line())

    moved = [import_next_log(tmp_path, reading=READING, now=NOW) for _ in range(3)]

    assert [path and path.parent.name for path in moved] == ["counted", "refused", None]
    assert [path.name for path in tmp_path.glob("*.log")] == ["being-written.log"]
    assert counted() == {"installer": 1}


def settled(path: Path) -> Path:
    at = (NOW - timedelta(minutes=5)).timestamp()
    os.utime(path, (at, at), follow_symlinks=False)
    return path


def test_a_last_line_that_was_left_out_stands_in_the_log_of_the_worker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settled(log(tmp_path / "a.log", line(), line()[:90]))

    import_next_log(tmp_path, reading=READING, now=NOW)

    assert "a.log: its last line has no end, and was left out" in caplog.text
    assert counted() == {"installer": 1}


def test_a_link_in_the_watched_folder_shows_nobody_what_it_leads_to(tmp_path: Path) -> None:
    secret, watched = log(tmp_path / "secret", "the key of the house\n", line()), tmp_path / "watched"
    watched.mkdir()
    for name, target in (("a.log", secret), ("b.log", tmp_path / "nothing")):
        (watched / name).symlink_to(target)
        settled(watched / name)
    settled(secret)

    assert import_next_log(watched, reading=READING, now=NOW) is None
    assert not ImportedLog.objects.exists()


def test_what_is_written_to_while_it_is_read_stays_and_is_told_to_have_grown(tmp_path: Path) -> None:
    path = settled(log(tmp_path / "a.log", line()))

    def write_more(_filenames: Collection[str]) -> dict[str, NormalizedName]:
        with path.open("a") as file:
            file.write(line("uv/0.9"))
        return {}

    assert import_next_log(tmp_path, reading=Reading(find_projects=write_more), now=NOW) == path
    log(path, line(), line("uv/0.9"), line("uv/0.9", second=1))
    settled(path)
    refused = import_next_log(tmp_path, reading=READING, now=NOW)

    assert refused is not None
    assert refused.parent.name == "refused"
    assert counted() == {"installer": 1}


def look(folder: Path) -> Path | None:
    return import_next_log(folder, reading=READING, now=NOW)


def test_two_long_names_of_files_that_are_put_away_stay_two(tmp_path: Path) -> None:
    for ending in "ab":
        settled(log(tmp_path / f"{'é' * 127}{ending}", f"once upon a time {ending}\n"))
    moved = [look(tmp_path), look(tmp_path)]

    assert [path and path.parent.name for path in moved] == ["refused", "refused"]
    assert len(list((tmp_path / "refused").iterdir())) == 2
    assert all(path and len(os.fsencode(path.name)) == 255 for path in moved)


def test_what_cannot_be_put_away_keeps_no_other_from_being_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = log(tmp_path / "counted")
    paths = [settled(log(tmp_path / f"{number}.log", line(second=number))) for number in range(3)]

    assert [look(tmp_path) for _ in range(5)] == [*paths, None, None]
    assert counted() == {"installer": 3}
    told = [record.message for record in caplog.records if "cannot be put away" in record.message]
    assert [message.partition(" ")[0] for message in told] == [path.name for path in paths]
    in_the_way.unlink()
    # Nobody needs to start anything again.
    assert look(tmp_path) is None
    assert sorted(path.name[13:] for path in in_the_way.iterdir()) == [path.name for path in paths]
    assert counted() == {"installer": 3}


def test_what_could_not_be_put_away_is_looked_at_again_once_somebody_wrote_to_it(tmp_path: Path) -> None:
    log(tmp_path / "counted")
    path = settled(log(tmp_path / "a.log", "once upon a time\n"))
    log(tmp_path / "refused")
    assert [look(tmp_path), look(tmp_path)] == [path, None]
    settled(log(path, line()))

    assert look(tmp_path) == path
    assert counted() == {"installer": 1}


@pytest.mark.parametrize("name", [b"caf\xe9.log", b"two\nlines.log", b"\x1b[31mred.log"])
def test_a_name_that_is_no_text_is_kept_and_shown_as_one(tmp_path: Path, name: bytes) -> None:
    path = log(tmp_path / os.fsdecode(name), line())
    for _ in range(2):
        import_log(path, reading=READING, now=NOW)
    log(path, "once upon a time\n")
    with pytest.raises(LogUnreadable) as refusal:
        import_log(path, reading=READING, now=NOW)

    assert counted() == {"installer": 1}
    assert ImportedLog.objects.get().filename.isprintable()
    assert refusal.value.message.isprintable()
