"""Both forms of the simple pages: what they say, and that they say the same."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import normalize
from strongroom.readpath.rules.pages import (
    FileEntry,
    ProjectPage,
    ProjectStatus,
    RootEntry,
    file_url,
    project_html,
    project_json,
    root_html_frame,
    root_html_line,
    root_json_frame,
    root_json_line,
)

SHA256, METADATA_SHA256 = "0a1b" + "f" * 60, "ab" * 32
FILE = FileEntry(
    filename="foo-1.0-py3-none-any.whl",
    sha256=SHA256,
    size_bytes=1337,
    uploaded_at=datetime(2026, 8, 1, 12, 0, 0, 5, tzinfo=UTC),
)
PAGE = ProjectPage(normalize("Foo"), "Foo", 42, ("1.0",), (FILE,))


@dataclass
class Link:
    """One anchor."""

    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """What a client gets out of a page in HTML."""

    page: bytes
    links: list[Link] = field(default_factory=list)
    metas: dict[str, str | None] = field(default_factory=dict)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(Link(dict(attrs)))
        if tag == "meta":
            named = dict(attrs)
            self.metas[named.get("name") or "charset"] = named.get("content", named.get("charset"))
        elif tag != "br":
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        if "a" in self.open_tags:
            self.links[-1].text += data


def read_json(page: bytes) -> Any:
    def no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    return json.loads(page.decode(), object_pairs_hook=no_twice, parse_constant=pytest.fail)


any_text = st.text(st.characters(exclude_categories=["Cs"]))
names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
entries = st.builds(
    FileEntry,
    filename=st.from_regex(r"[a-z0-9_]{1,9}-[0-9]!?[0-9.+a-z]{1,9}\.(whl|tar\.gz)", fullmatch=True)
    | any_text.filter(lambda text: text != "" and "/" not in text),
    sha256=digests,
    size_bytes=st.integers(0, 2**50),
    uploaded_at=st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)),
    requires_python=any_text | st.just(">=3.9,<4"),
    metadata_sha256=st.just("") | digests,
    yanked=st.booleans() | any_text.filter(bool),
)
pages = st.builds(
    ProjectPage,
    name=names.map(normalize),
    display_name=names,
    serial=st.integers(0, 2**60),
    versions=st.lists(any_text, unique=True).map(tuple),
    files=st.lists(entries, max_size=4).map(tuple),
    status=st.sampled_from(ProjectStatus),
    status_reason=any_text,
)
root_entries = st.lists(
    names.map(lambda name: RootEntry(display_name=name, name=normalize(name), serial=7)), max_size=9
)


def list_in_html(listed: list[RootEntry], serial: int) -> bytes:
    head, tail = root_html_frame(serial)
    return b"".join([head, *map(root_html_line, listed), tail])


def list_in_json(listed: list[RootEntry], serial: int) -> bytes:
    head, tail = root_json_frame(serial)
    return head + b",".join(map(root_json_line, listed)) + tail


def told_by_html(link: Link) -> dict[str, Any]:
    href = link.attributes["href"] or ""
    url, _, fragment = href.partition("#")
    assert fragment.startswith("sha256=")
    assert link.text == unquote(url.rpartition("/")[2])  # SIH-004
    yanked: Any = link.attributes["data-yanked"] or True if "data-yanked" in link.attributes else False
    metadata = link.attributes.get("data-core-metadata")
    return {
        "filename": link.text,
        "url": url,
        "hashes": {"sha256": fragment.removeprefix("sha256=")},
        "requires-python": link.attributes.get("data-requires-python"),
        "core-metadata": {"sha256": metadata.removeprefix("sha256=")} if metadata else False,
        "yanked": yanked,
    }


@given(pages)
def test_html_and_json_say_the_same_of_a_project_sim_038(page: ProjectPage) -> None:
    in_html, in_json = Reader(project_html(page)), read_json(project_json(page))
    told = [
        {
            key: file.get(key)
            for key in ("filename", "url", "hashes", "requires-python", "core-metadata", "yanked")
        }
        for file in in_json["files"]
    ]
    assert [told_by_html(link) for link in in_html.links] == told
    assert in_html.metas["pypi:project-status"] == in_json["project-status"]["status"]
    assert in_html.metas.get("pypi:project-status-reason") == in_json["project-status"].get("reason")
    assert (
        in_html.metas["pypi:repository-version"] == in_json["meta"]["api-version"] == "1.4"
    )  # SIH-015, SIJ-023


@given(pages)
def test_nothing_is_lost_and_nothing_is_added(page: ProjectPage) -> None:
    told = read_json(project_json(page))
    quarantined = page.status is ProjectStatus.QUARANTINED
    assert [file["filename"] for file in told["files"]] == (
        [] if quarantined else [f.filename for f in page.files]
    )
    assert told["versions"] == list(page.versions)  # SIJ-007
    assert (told["name"], told["meta"]["_last-serial"]) == (page.name, page.serial)  # SIJ-004, SIJ-024
    for entry, file in zip(page.offered_files, told["files"], strict=True):
        assert file["size"] == entry.size_bytes
        assert file.get("requires-python", "") == entry.requires_python  # SIJ-011
        assert file["yanked"] == entry.yanked  # SIJ-014
        assert datetime.fromisoformat(file["upload-time"]) == entry.uploaded_at


@given(pages)
def test_no_value_is_null_and_no_key_unknown_sij_017_sij_021(page: ProjectPage) -> None:
    told = read_json(project_json(page))
    assert b"null" not in re.sub(rb'"(?:[^"\\]|\\.)*"', b'""', project_json(page))
    assert set(told) == {"meta", "name", "project-status", "versions", "files"}
    known = {"filename", "url", "hashes", "size", "upload-time", "core-metadata", "yanked", "requires-python"}
    assert all(set(file) <= known for file in told["files"])


@given(pages)
def test_hatch_and_mousebender_find_every_name_sih_013_sih_014(page: ProjectPage) -> None:
    text = project_html(page).decode()
    assert len(re.findall(r"<a [^>]+>([^<]+)</a>", text)) == text.count("<a ") == len(page.offered_files)


@given(root_entries, st.integers(0, 2**60))
def test_html_and_json_list_the_same_projects_sij_003_sih_002(listed: list[RootEntry], serial: int) -> None:
    in_html, in_json = Reader(list_in_html(listed, serial)), read_json(list_in_json(listed, serial))
    assert [link.text for link in in_html.links] == [project["name"] for project in in_json["projects"]]
    assert [link.attributes["href"] for link in in_html.links] == [
        f"/simple/{entry.name}/" for entry in listed
    ]
    assert in_json["meta"] == {"api-version": "1.4", "_last-serial": serial}
    assert all(project["_last-serial"] == 7 for project in in_json["projects"])


def test_a_page_begins_as_html5_and_names_its_encoding_sih_001() -> None:
    for page in (project_html(PAGE), list_in_html([], 1)):
        assert page.startswith(b"<!DOCTYPE html>\n")
        assert page.index(b'<meta charset="utf-8">') < 200
        assert Reader(page).open_tags == []


@pytest.mark.parametrize(
    ("change", "attribute"),
    [
        pytest.param({}, "", id="SIH-007-no-requirement-no-attribute"),
        pytest.param(
            {"requires_python": '>=3.8,<4"'},
            ' data-requires-python="&gt;=3.8,&lt;4&quot;"',
            id="SIH-006-escaped",
        ),
        pytest.param(
            {"metadata_sha256": METADATA_SHA256},
            f' data-core-metadata="sha256={METADATA_SHA256}"',
            id="SIH-008",
        ),
        pytest.param({"yanked": True}, ' data-yanked=""', id="YNK-003-without-a-reason"),
        pytest.param(
            {"yanked": 'a > b & "c"'}, ' data-yanked="a &gt; b &amp; &quot;c&quot;"', id="YNK-002-verbatim"
        ),
    ],
)
def test_a_link_is_written_as_clients_read_it(change: dict[str, Any], attribute: str) -> None:
    page = project_html(replace(PAGE, files=(replace(FILE, **change),))).decode()
    href = f"/packages/0a/1b/{'f' * 60}/{FILE.filename}#sha256={SHA256}"
    assert f'<a href="{href}"{attribute}>{FILE.filename}</a><br>\n' in page


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        pytest.param({}, "core-metadata", False, id="SIJ-012-none"),
        pytest.param(
            {"metadata_sha256": METADATA_SHA256}, "core-metadata", {"sha256": METADATA_SHA256}, id="SIJ-012"
        ),
        pytest.param({"yanked": True}, "yanked", True, id="YNK-003"),
        pytest.param({"yanked": "<bad>"}, "yanked", "<bad>", id="YNK-002"),
        pytest.param({"requires_python": ">=3.8,<4"}, "requires-python", ">=3.8,<4", id="SIJ-011-raw"),
        pytest.param({}, "size", 1337, id="SIJ-009"),
        pytest.param({}, "upload-time", "2026-08-01T12:00:00.000005Z", id="SIJ-010"),
        pytest.param(
            {"uploaded_at": datetime(2026, 8, 1, 12, tzinfo=timezone(timedelta(hours=2)))},
            "upload-time",
            "2026-08-01T10:00:00.000000Z",
            id="SIJ-010-in-utc",
        ),
    ],
)
def test_a_file_is_told_as_clients_read_it(change: dict[str, Any], key: str, expected: object) -> None:
    (file,) = read_json(project_json(replace(PAGE, files=(replace(FILE, **change),))))["files"]
    assert file[key] == expected
    assert type(file[key]) is type(expected)


def test_a_quarantined_project_offers_no_file_sta_006() -> None:
    page = replace(PAGE, status=ProjectStatus.QUARANTINED, status_reason="malware <reported>")
    assert Reader(project_html(page)).links == []
    told = read_json(project_json(page))
    assert told["files"] == []
    assert told["project-status"] == {"status": "quarantined", "reason": "malware <reported>"}  # STA-002


@pytest.mark.parametrize("status", [ProjectStatus.ACTIVE, ProjectStatus.ARCHIVED, ProjectStatus.DEPRECATED])
def test_every_other_project_offers_its_files_sta_005_sta_007(status: ProjectStatus) -> None:
    assert len(Reader(project_html(replace(PAGE, status=status))).links) == 1


@pytest.mark.parametrize(
    ("filename", "last"),
    [
        pytest.param("foo-1!2.0.tar.gz", "foo-1%212.0.tar.gz", id="NAM-024-epoch"),
        pytest.param("foo-1.0+x.tar.gz", "foo-1.0%2Bx.tar.gz", id="NAM-025-local-version"),
        pytest.param("foo-1.0 .zip", "foo-1.0%20.zip", id="white-space"),
    ],
)
def test_an_address_survives_clients_that_decode_and_encode_it(filename: str, last: str) -> None:
    assert file_url(SHA256, filename) == f"/packages/0a/1b/{'f' * 60}/{last}"


def test_a_yank_with_an_empty_reason_and_a_local_upload_time_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="yank"):
        replace(FILE, yanked="")
    with pytest.raises(ValueError, match="instant"):
        replace(FILE, uploaded_at=datetime(2026, 8, 1))
