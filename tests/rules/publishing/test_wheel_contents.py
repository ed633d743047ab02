"""RECORD, entry points, license files and member names: what archives may say of themselves."""

from collections.abc import Iterable
from configparser import ConfigParser
from email import message_from_bytes
from importlib.metadata import EntryPoints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import Fault, UploadRefused
from strongroom.publishing.rules.entry_points import entry_point_faults
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.license_files import check_license_files
from strongroom.publishing.rules.member_names import (
    is_dist_info,
    link_faults,
    name_faults,
    tree_faults,
    twin_faults,
)
from strongroom.publishing.rules.metadata_heads import head_faults
from strongroom.publishing.rules.records import Record, RecordEntry, entry_faults, read_record
from strongroom.publishing.rules.wheel_files import wheel_file_faults

INFO = "demo-1.0.dist-info"
ENTRY = RecordEntry("sha256", "abc", 3)
SCRIPTS = ("console_scripts", "gui_scripts")


def said(faults: Iterable[Fault]) -> str:
    return " ".join(fault.what for fault in faults)


def test_record_lists_each_file_but_itself_and_its_signatures() -> None:
    content = f'demo.py,sha256=abc=,3\n"a,b.py",sha512=def,\n{INFO}/RECORD,,\n{INFO}/RECORD.jws,,\n'.encode()
    files = {"demo.py", "a,b.py", f"{INFO}/RECORD", f"{INFO}/RECORD.p7s"}
    assert read_record(content, files=files, dist_info=INFO) == Record(
        {"demo.py": ENTRY, "a,b.py": RecordEntry("sha512", "def", None)}, ()
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"demo.py,sha256=abc\n", "a line of 2 columns"),
        (b"demo.py,,\n", "no SHA-256 or better digest for 'demo.py'"),
        (b"demo.py,md5=abc,3\n", "no SHA-256 or better digest"),
        (b"demo.py,sha256=,3\n", "no SHA-256 or better digest"),
        (b"demo.py,sha256=abc,-3\n", "'-3' as the size"),
        (b"demo.py,sha256=abc,3\ndemo.py,sha256=abd,3\n", "lists 'demo.py' more than once"),
        (b"d\xffmo.py,sha256=abc,3\n", "comma-separated values in UTF-8"),
        (b'"demo.py,sha256=abc,3\n', "comma-separated values in UTF-8"),
        (b"", "does not list 'demo.py', which is in the wheel"),
        (b"demo.py,sha256=abc,3\ngone.py,sha256=abc,3\n", "lists 'gone.py', which is not in the wheel"),
    ],
)
def test_a_record_that_cannot_be_relied_on_is_refused(content: bytes, reason: str) -> None:
    record = read_record(content, files={"demo.py", f"{INFO}/RECORD"}, dist_info=INFO)
    assert reason in said(record.faults)


def test_all_faults_of_a_record_are_told_unless_they_are_very_many() -> None:
    lines = "".join(f"{number}.py,sha256=abc,3\n" for number in range(10_000)).encode()
    record = read_record(lines, files={"demo.py", "1.py", "2.py"}, dist_info=INFO)
    assert len(record.faults) == 100
    few = read_record(b"x,y\nz.py,,\n", files={"demo.py"}, dist_info=INFO)
    assert [fault.what for fault in few.faults] == [
        "The wheel's RECORD has a line of 2 columns instead of 3.",
        "The wheel's RECORD lists 'z.py', which is not in the wheel.",
        "The wheel's RECORD does not list 'demo.py', which is in the wheel.",
    ]


def test_an_entry_tells_digest_and_size() -> None:
    assert not list(entry_faults("demo.py", entry=ENTRY, digest="abc", size_bytes=3))
    assert "another sha256 digest" in said(entry_faults("demo.py", entry=ENTRY, digest="abd", size_bytes=3))
    assert "gives 3 bytes" in said(entry_faults("demo.py", entry=ENTRY, digest="abc", size_bytes=4))


@given(st.binary(max_size=100))
def test_any_record_is_read_or_refused(content: bytes) -> None:
    record = read_record(content, files={"demo.py"}, dist_info=INFO)
    assert record.faults
    assert all(fault.code == "invalid_record" for fault in record.faults)


def test_entry_points_name_scripts() -> None:
    content = b"# made by hand\n; so it is\n[console_scripts]\nDemo.run-1 = demo:main [extra]\n\n[any.group]\na/b = demo:plug\n"
    assert not list(entry_point_faults(content))


@pytest.mark.parametrize(
    "content",
    [
        b"[console_scripts]\n../../bin/sh = demo:main\n",
        b"[gui_scripts]\na\\b = demo:main\n",
        b"[console_scripts]\n.. = demo:main\n",
        b"[ console_scripts ]\n.. = demo:main\n",
        b"[DEFAULT]\n/bin/sh = demo:main\n[console_scripts]\n",
        b"[console_scripts]\ndemo = a:b\ndemo = c:d\n",
        b"[console_scripts]\ndemo = a:b\n[console_scripts]\nmore = c:d\n",
        b"[console_scripts]\ndemo = a:b\n  ../more = c:d\n",
        b"[console_scripts]\ndemo = a:b\r../more = c:d\n",
        b"[console_scripts]\ndemo = a:b\n; ../more = c:d\n",
        "[console_scripts]\ndemo = a:b\u2028../more = c:d\n".encode(),
        b"[console_scripts] x\n",
        b"demo = a:b\n",
        b"[console_scripts\n",
        b"\xff",
        b"\0",
    ],
)
def test_an_entry_point_that_is_a_path_or_unreadable_is_refused(content: bytes) -> None:
    assert "invalid entry points" in said(entry_point_faults(content))


@given(st.text(alphabet="[]=:;# \n\rab/.consle_scripts\u2028", max_size=80))
def test_whatever_scripts_a_reader_finds_have_names(text: str) -> None:
    """Python's two readers, by one of which each installer in Python goes, see other things in some files."""
    if list(entry_point_faults(text.encode())):
        return
    parser = ConfigParser(delimiters=("=",), interpolation=None)
    parser.read_string(text)
    names = [name for group in SCRIPTS if parser.has_section(group) for name in parser.options(group)]
    names += [found.name for found in EntryPoints._from_text_for(text, None) if found.group in SCRIPTS]  # type: ignore[attr-defined] # as importlib does it
    assert all("/" not in name and name.strip(".") for name in names)


def test_a_long_line_of_entry_points_takes_no_longer_than_its_length() -> None:
    content = b"[x]\na" + b" " * 1_000_000 + b"b\n"
    assert "is no entry of a group" in said(entry_point_faults(content))
    assert "more than 1048576 bytes" in said(entry_point_faults(b"#" * 1_048_577))


@pytest.mark.parametrize(
    ("filetype", "root", "path"),
    [
        (FileType.WHEEL, INFO, f"{INFO}/licenses/legal/LICENSE"),
        (FileType.SDIST, "demo-1.0", "demo-1.0/legal/LICENSE"),
    ],
)
def test_license_files_are_where_the_metadata_says(filetype: FileType, root: str, path: str) -> None:
    check_license_files(["legal/LICENSE"], files={path}, root=root, filetype=filetype)
    with pytest.raises(UploadRefused, match="License-File 'legal/LICENSE' does not exist"):
        check_license_files(["legal/LICENSE"], files={"LICENSE"}, root=root, filetype=filetype)


@pytest.mark.parametrize("name", ["a", "a/b.py", "a/.hidden", "a/...", "ä/日本", "a b/c", "a/می‌خواهم"])
def test_a_plain_path_is_a_member_name(name: str) -> None:
    assert not list(name_faults(name))
    assert not list(name_faults(f"{name}/", is_directory=True))


@pytest.mark.parametrize(
    "name",
    [
        *("", "/", "/etc/passwd", "a/../b", "..", "./a", "a//b", "a/", "a\\b", "C:/a", "c:a"),
        *("a\0b", "a\nb", "a\x85b", "a\u202egnp.py", "a\u2028b", "x" * 1025),
    ],
)
def test_a_name_that_leaves_its_folder_or_is_ambiguous_is_refused(name: str) -> None:
    assert [fault.code for fault in name_faults(name)] == ["unsafe_member"]


TREE = ["a/b", "a/c/d", "e"]


@pytest.mark.parametrize(
    ("files", "directories"),
    [
        (["a", "a"], []),
        (["a"], ["a"]),
        ([], ["a", "a"]),
        (["a", "a/b"], []),
        (["a", "a/b/c/d"], []),
        (["a/b"], ["a/b/c"]),
        (["a", "a b", "a-b", "a/b"], []),
    ],
)
def test_a_name_means_one_thing(files: list[str], directories: list[str]) -> None:
    assert not list(tree_faults(files=TREE, directories=["a", "a/c", "f/g"]))
    assert list(tree_faults(files=files, directories=directories))


@given(st.lists(st.text(alphabet="ab-\u00ff/", min_size=1, max_size=5), max_size=6))
def test_a_tree_is_sound_exactly_if_every_name_is_there_once_and_no_file_is_a_folder(
    names: list[str],
) -> None:
    sound = len(set(names)) == len(names) and not any(
        other.startswith(f"{name}/") for name in names for other in names
    )
    assert (not list(tree_faults(files=names, directories=[]))) == sound


@pytest.mark.parametrize(
    "twin", ["metadata", "METADATA.", "METADATA ", "METADATA:x", "META\u200cDATA", "./METADATA"[2:].title()]
)
def test_what_installers_act_on_has_no_twin_on_any_file_system(twin: str) -> None:
    names = [f"{INFO}/METADATA", f"{INFO}/{twin}", "demo/x.h", "demo/X.h"]
    assert "which some file systems take for" in said(twin_faults(names, of=names[:2]))
    assert not list(twin_faults([names[0], *names[2:]], of=[names[0]]))


@pytest.mark.parametrize(
    "folder", ["demo-2.0.dist-info", "demo-1.0.DIST-INFO", "x.dist-info.", "x.dist-info:y"]
)
def test_a_folder_can_be_a_dist_info_folder_to_some_file_system(folder: str) -> None:
    assert is_dist_info(folder)
    assert not is_dist_info("demo")


@pytest.mark.parametrize(
    "target",
    ["x", "../x", "../../top/x", "../..", "../../other/x", "/etc", "y/../../x", "C:x", "a\\b", "a\0b", ""],
)
def test_a_link_stays_in_the_top_folder(target: str) -> None:
    stays = target in {"x", "../x", "../../top/x", ""}
    name = "top/sub/link"
    assert (not list(link_faults({name: target}, names=[name], top="top"))) == stays


@pytest.mark.parametrize("other", ["top/Link", "top/LINK/x", "top/link.", "top/link /x/y"])
def test_nothing_takes_the_way_through_a_link_on_any_file_system(other: str) -> None:
    links = {"top/link": "sub"}
    assert "behind the link" in said(link_faults(links, names=["top/link", other], top="top"))
    assert not list(link_faults(links, names=["top/link", "top/link2", "top/lin/k", "top/sub/x"], top="top"))


HEAD = b"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ""),
        (HEAD, ""),
        (HEAD + b"\nContent-Type: text/html\n", ""),
        (HEAD + b"License: a\n        b\n\tc\n", ""),
        (HEAD + b"Requires-Dist: a\n" * 9_000, ""),
        (HEAD + b"Requires-Dist: a\n" * 10_000, "more than 10000 fields"),
        (HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(101)), "more than 100 different ones"),
        (HEAD + b"content-transfer-encoding: base64\n\naGVsbG8=", "fields of mail"),
        (b"From x\nContent-Type: text/html\n" + HEAD, "fields of mail"),
        (HEAD + b"CONTENT-TYPE:message/rfc822\n\n" * 10, "fields of mail"),
        (HEAD + b"\n" + bytes(4 * 1024**2), "more than 4194304 bytes"),
    ],
)
def test_metadata_are_parsed_only_if_mail_parsers_can_do_no_harm(content: bytes, reason: str) -> None:
    found = said(head_faults(content, name="METADATA"))
    assert reason in found
    assert bool(reason) == bool(found)


@given(
    st.lists(
        st.sampled_from([b"a:", b"Content-Type", b":", b" ", b"\n", b"\r", b"\r\n", b"x", b"From ", b"\xff"])
    )
)
def test_no_part_of_a_mail_is_seen_in_what_passes(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    if not list(head_faults(content, name="METADATA")):
        assert "content-type" not in message_from_bytes(content)


WHEEL_FILE = b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: false\nTag: cp39-abi3-manylinux_2_28_x86_64\nTag: cp39-abi3-manylinux_2_28_i686\n"


@pytest.mark.parametrize(
    "content",
    [
        WHEEL_FILE,
        WHEEL_FILE + b"\nBuild: of a body\n",
        WHEEL_FILE.replace(b"1.0", b"1.9").replace(b"false", b"True").replace(b"\n", b"\r\n"),
        b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp39-abi3-manylinux_2_28_i686.manylinux_2_28_x86_64\n",
    ],
)
def test_a_wheel_file_says_what_the_file_name_says(content: bytes) -> None:
    name = "demo-1.0-cp39-abi3-manylinux_2_28_x86_64.manylinux_2_28_i686.whl"
    assert not list(wheel_file_faults(content, filename=name))
    built = content.replace(b"Wheel", b"Build: 7a\nWheel", 1)
    assert not list(wheel_file_faults(built, filename=name.replace("1.0-", "1.0-7a-")))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"Wheel-Version: 1.0\n", b"", "gives nothing as Wheel-Version"),
        (b"1.0", b"2.0", "gives '2.0' as Wheel-Version"),
        (b"1.0", b"1.0\nWheel-Version: 1.0", "gives '1.0, 1.0' as Wheel-Version"),
        (b"false", b"no", "gives 'no' as Root-Is-Purelib"),
        (b"i686", b"s390x", "and the file name 'cp39-abi3-manylinux"),
        (b"Tag: cp39-abi3-manylinux_2_28_i686\n", b"", "as Tag, and the file name"),
        (b"cp39-abi3-manylinux_2_28_i686", b"cp39-abi3", "as Tag"),
        (b"cp39-abi3-manylinux_2_28_i686", b"py3-none-any", "as Tag"),
        (b"Generator", b"Build: 1\nGenerator", "gives '1' as Build, and the file name nothing"),
        (b"Generator: x", b"Generator", "not a list of fields"),
        (b"Generator: x", b"Generator : x", "not a list of fields"),
        (b"Generator: x", b"Generator: \xff", "not a list of fields"),
        (b"Generator: x", b"Generator: " + b"x" * 20_000, "at most 16384 bytes"),
    ],
)
def test_a_wheel_file_that_says_another_thing_is_refused(old: bytes, new: bytes, reason: str) -> None:
    name = "demo-1.0-cp39-abi3-manylinux_2_28_x86_64.manylinux_2_28_i686.whl"
    assert reason in said(wheel_file_faults(WHEEL_FILE.replace(old, new), filename=name))
