"""RECORD, entry points, license files and member names: what archives may say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.entry_points import check_entry_points
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.license_files import check_license_files
from strongroom.publishing.rules.member_names import check_link, check_member_name, check_tree
from strongroom.publishing.rules.records import RecordEntry, check_entry, check_listed_files, read_record

INFO = "demo-1.0.dist-info"
ENTRY = RecordEntry("sha256", "abc", 3)


def test_record_lists_each_file_but_itself_and_its_signatures() -> None:
    content = f'demo.py,sha256=abc=,3\n"a,b.py",sha512=def,\n{INFO}/RECORD,,\n{INFO}/RECORD.jws,,\n'.encode()
    assert read_record(content, dist_info=INFO) == {
        "demo.py": ENTRY,
        "a,b.py": RecordEntry("sha512", "def", None),
    }


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
    ],
)
def test_a_record_that_cannot_be_relied_on_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_record(content, dist_info=INFO)
    assert reason in refused.value.message


def test_record_and_wheel_hold_the_same_files() -> None:
    files = ["demo.py", f"{INFO}/RECORD", f"{INFO}/RECORD.p7s"]
    check_listed_files({"demo.py": ENTRY}, files=files, dist_info=INFO)
    with pytest.raises(UploadRefused, match=r"does not list 'extra\.py'"):
        check_listed_files({"demo.py": ENTRY}, files=[*files, "extra.py"], dist_info=INFO)
    with pytest.raises(UploadRefused, match=r"lists 'gone\.py', which is not in the wheel"):
        check_listed_files({"demo.py": ENTRY, "gone.py": ENTRY}, files=files, dist_info=INFO)


def test_an_entry_tells_digest_and_size() -> None:
    check_entry("demo.py", entry=ENTRY, digest="abc", size_bytes=3)
    with pytest.raises(UploadRefused, match="another sha256 digest"):
        check_entry("demo.py", entry=ENTRY, digest="abd", size_bytes=3)
    with pytest.raises(UploadRefused, match="gives 3 bytes"):
        check_entry("demo.py", entry=ENTRY, digest="abc", size_bytes=4)


@given(st.binary(max_size=100))
def test_any_record_is_read_or_refused(content: bytes) -> None:
    try:
        read_record(content, dist_info=INFO)
    except UploadRefused as refusal:
        assert refusal.faults[0].code == "invalid_record"


def test_entry_points_name_scripts() -> None:
    check_entry_points(b"[console_scripts]\nDemo.run-1 = demo:main [extra]\n\n[any.group]\na/b = demo:plug\n")


@pytest.mark.parametrize(
    "content",
    [
        b"[console_scripts]\n../../bin/sh = demo:main\n",
        b"[gui_scripts]\na\\b = demo:main\n",
        b"[console_scripts]\n.. = demo:main\n",
        b"[DEFAULT]\n/bin/sh = demo:main\n[console_scripts]\n",
        b"[console_scripts]\ndemo = a:b\ndemo = c:d\n",
        b"demo = a:b\n",
        b"[console_scripts\n",
        b"\xff",
    ],
)
def test_an_entry_point_that_is_a_path_or_unreadable_is_refused(content: bytes) -> None:
    with pytest.raises(UploadRefused, match="invalid entry points"):
        check_entry_points(content)


@given(st.text(alphabet="[]=:;# \nab/.consle_scripts", max_size=80))
def test_any_entry_points_are_read_or_refused(text: str) -> None:
    try:
        check_entry_points(text.encode())
    except UploadRefused as refusal:
        assert refusal.faults[0].code == "invalid_entry_points"


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


@pytest.mark.parametrize("name", ["a", "a/b.py", "a/.hidden", "a/...", "ä/日本", "a b/c"])
def test_a_plain_path_is_a_member_name(name: str) -> None:
    check_member_name(name)
    check_member_name(f"{name}/", is_directory=True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/etc/passwd",
        "a/../b",
        "..",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "C:/a",
        "c:a",
        "a\0b",
        "a\nb",
        "x" * 1025,
    ],
)
def test_a_name_that_leaves_its_folder_or_is_ambiguous_is_refused(name: str) -> None:
    with pytest.raises(UploadRefused):
        check_member_name(name)


@pytest.mark.parametrize(
    ("files", "directories"),
    [
        (["a", "a"], []),
        (["a"], ["a"]),
        ([], ["a", "a"]),
        (["a", "a/b"], []),
        (["a", "a/b/c/d"], []),
        (["a/b"], ["a/b/c"]),
    ],
)
def test_a_name_means_one_thing(files: list[str], directories: list[str]) -> None:
    check_tree(files=["a/b", "a/c/d", "e"], directories=["a", "a/c", "f/g"])
    with pytest.raises(UploadRefused):
        check_tree(files=files, directories=directories)


@pytest.mark.parametrize(
    "target", ["x", "../x", "../../top/x", "../..", "../../other/x", "/etc", "y/../../x", "C:x", ""]
)
def test_a_link_stays_in_the_top_folder(target: str) -> None:
    stays = target in {"x", "../x", "../../top/x", ""}
    try:
        check_link("top/sub/link", target=target, top="top")
    except UploadRefused:
        assert not stays
    else:
        assert stays
