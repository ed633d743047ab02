"""What the pages say, statement by statement.

Sources: PEP 503, 592, 629, 691, 700, 714, 740, 792, 833; SIH-…, SIJ-…, YNK-… and STA-… of the standards.

That both forms say the same of any project is a property, tested with the rules that write them.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.interfaces.simple.reading import Page, read_html
from tests.interfaces.simple.sample_index import HOSTILE, INDEX_SERIAL, SampleIndex

JSON = "application/vnd.pypi.simple.v1+json"
ROOT, PROJECT, YANKED = "/simple/", "/simple/foo-bar/", "/simple/yanked/"
STATUSES = ("active", "archived", "deprecated", "quarantined")
PROJECTS = (PROJECT, YANKED, *(f"/simple/{status}/" for status in STATUSES))
TARGETS = (ROOT, *PROJECTS)

Check = Callable[[SampleIndex], None]


def page(index: SampleIndex, target: str) -> Page:
    """Return what the HTML at that address says."""
    return read_html(index.ask(target).body)


def document(index: SampleIndex, target: str) -> dict[str, Any]:
    """Return the JSON at that address, read strictly: no key twice, no number that JSON has not."""
    read: dict[str, Any] = json.loads(
        index.ask(target, accept=JSON).body.decode(),
        object_pairs_hook=_unique,
        parse_constant=_not_in_json,
    )
    return read


def files(index: SampleIndex) -> list[dict[str, Any]]:
    """Return every file in the JSON of every project."""
    return [file for target in PROJECTS for file in document(index, target)["files"]]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), "a key stands twice"
    return dict(pairs)


def _not_in_json(constant: str) -> Any:
    raise AssertionError(constant)


# HTML


def pages_are_html5(index: SampleIndex) -> None:
    for target in TARGETS:
        body = index.ask(target).body
        assert body.startswith(b"<!DOCTYPE html>")
        assert b'<meta charset="utf-8">' in body
        assert read_html(body).unclosed == []


def the_root_has_one_link_for_each_project(index: SampleIndex) -> None:
    links = page(index, ROOT).links
    names = [link.text for link in links]
    assert sorted(names) == ["Foo.Bar", "active", "archived", "deprecated", "yanked"]
    assert {link.text: link.attributes["href"] for link in links}["Foo.Bar"] == PROJECT


def a_project_has_one_link_for_each_file(index: SampleIndex) -> None:
    names = [link.text for link in page(index, PROJECT).links]
    assert names == [index.wheel.filename, index.sdist.filename]


def the_text_is_the_end_of_the_address(index: SampleIndex) -> None:
    for target in PROJECTS:
        for link in page(index, target).links:
            assert unquote(urlsplit(link.attributes["href"]).path).rpartition("/")[2] == link.text


def links_carry_the_digest(index: SampleIndex) -> None:
    fragments = [urlsplit(link.attributes["href"]).fragment for link in page(index, PROJECT).links]
    assert fragments == [f"sha256={index.wheel.sha256}", f"sha256={index.sdist.sha256}"]


def requires_python_is_escaped(index: SampleIndex) -> None:
    assert b'data-requires-python="&gt;=3.9,&lt;4"' in index.ask(PROJECT).body
    assert page(index, PROJECT).links[0].attributes["data-requires-python"] == ">=3.9,<4"


def no_attribute_says_nothing(index: SampleIndex) -> None:
    allowed_empty = {"data-yanked"}
    for target in TARGETS:
        for link in page(index, target).links:
            assert {name for name, value in link.attributes.items() if not value} <= allowed_empty


def metadata_is_announced_under_its_new_name(index: SampleIndex) -> None:
    wheel, sdist = page(index, PROJECT).links
    assert wheel.attributes["data-core-metadata"] == f"sha256={index.wheel.metadata_sha256}"
    assert "data-core-metadata" not in sdist.attributes


def html_says_version_1_4_at_most(index: SampleIndex) -> None:
    for target in TARGETS:
        assert dict(page(index, target).meta)["pypi:repository-version"] == "1.4"


def only_frozen_attributes_are_used(index: SampleIndex) -> None:
    frozen = {"href", "data-requires-python", "data-core-metadata", "data-yanked"}  # no data-gpg-sig on any
    for target in TARGETS:
        for link in page(index, target).links:
            assert link.attributes.keys() <= frozen


def no_value_becomes_markup(index: SampleIndex) -> None:
    expected = {"html", "head", "meta", "title", "body", "h1", "a", "br"}
    assert {tag for target in TARGETS for tag in page(index, target).tags} <= expected
    assert b"<b onclick" not in index.ask(YANKED).body + index.ask("/simple/archived/").body


def hatch_finds_every_file(index: SampleIndex) -> None:
    for target in PROJECTS:
        found = re.findall(r"<a [^>]+>([^<]+)</a>", index.ask(target).body.decode())
        assert found == [link.text for link in page(index, target).links]


def no_white_space_is_around_a_name(index: SampleIndex) -> None:
    for target in TARGETS:
        assert all(link.text == link.text.strip() for link in page(index, target).links)


# JSON


def every_document_says_its_version(index: SampleIndex) -> None:
    for target in TARGETS:
        assert document(index, target)["meta"]["api-version"] == "1.4"


def the_root_lists_the_same_projects_in_both_forms(index: SampleIndex) -> None:
    names = [project["name"] for project in document(index, ROOT)["projects"]]
    assert names == [link.text for link in page(index, ROOT).links]


def the_name_is_normalized(index: SampleIndex) -> None:
    assert document(index, PROJECT)["name"] == "foo-bar"


def a_file_has_name_address_and_digests(index: SampleIndex) -> None:
    for file in files(index):
        assert file["filename"]
        assert file["url"].startswith("/packages/")
        assert re.fullmatch("[0-9a-f]{64}", file["hashes"]["sha256"])


def versions_are_unique_and_hold_those_of_all_files(index: SampleIndex) -> None:
    for target in PROJECTS:
        versions = document(index, target)["versions"]
        assert len(set(versions)) == len(versions)
        for file in document(index, target)["files"]:
            assert any(f"-{version}" in file["filename"] for version in versions)


def size_is_the_length(index: SampleIndex) -> None:
    for file in files(index):
        assert type(file["size"]) is int
        assert file["size"] == len(index.ask(file["url"]).body)


def upload_times_are_instants(index: SampleIndex) -> None:
    for file in files(index):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", file["upload-time"])


def requires_python_is_raw(index: SampleIndex) -> None:
    assert {file["requires-python"] for file in files(index)} == {">=3.9,<4"}


def metadata_is_said_or_denied(index: SampleIndex) -> None:
    wheel, sdist = document(index, PROJECT)["files"]
    assert wheel["core-metadata"] == {"sha256": index.wheel.metadata_sha256}
    assert sdist["core-metadata"] is False


def yanked_is_never_null_and_never_empty(index: SampleIndex) -> None:
    for file in files(index):
        assert file["yanked"] in (True, False) or (isinstance(file["yanked"], str) and file["yanked"])


def only_known_keys_are_used(index: SampleIndex) -> None:
    known = {"filename", "url", "hashes", "requires-python", "size", "upload-time", "core-metadata", "yanked"}
    for file in files(index):
        assert file.keys() <= known  # neither dist-info-metadata nor gpg-sig, provenance, tracks, namespaces
    for target in PROJECTS:
        assert document(index, target).keys() == {"meta", "name", "versions", "project-status", "files"}
    assert document(index, ROOT).keys() == {"meta", "projects"}


def no_file_name_stands_twice(index: SampleIndex) -> None:
    names = [file["filename"] for file in files(index)]
    assert len(set(names)) == len(names)


def every_address_can_be_fetched(index: SampleIndex) -> None:
    for target in PROJECTS:
        for file in document(index, target)["files"]:
            assert index.ask(urljoin(target, file["url"])).code == 200


def serials_are_told(index: SampleIndex) -> None:
    root = document(index, ROOT)
    assert root["meta"]["_last-serial"] == INDEX_SERIAL
    for project in root["projects"]:
        own = document(index, f"/simple/{project['name'].lower().replace('.', '-')}/")
        assert own["meta"]["_last-serial"] == project["_last-serial"]


# Yanked files


def a_yanked_file_stays(index: SampleIndex) -> None:
    listed = document(index, YANKED)["files"]
    assert [bool(file["yanked"]) for file in listed] == [True, True]
    assert [index.ask(file["url"]).code for file in listed] == [200, 200]


def the_reason_is_sent_as_it_is(index: SampleIndex) -> None:
    assert document(index, YANKED)["files"][0]["yanked"] == HOSTILE
    assert page(index, YANKED).links[0].attributes["data-yanked"] == HOSTILE


def no_reason_is_true_and_empty(index: SampleIndex) -> None:
    assert document(index, YANKED)["files"][1]["yanked"] is True
    assert page(index, YANKED).links[1].attributes["data-yanked"] == ""
    assert all("data-yanked" not in link.attributes for link in page(index, PROJECT).links)


# Status


def one_status_is_said_in_both_forms(index: SampleIndex) -> None:
    for status in STATUSES:
        target = f"/simple/{status}/"
        assert document(index, target)["project-status"]["status"] == status
        assert [value for name, value in page(index, target).meta if name == "pypi:project-status"] == [
            status
        ]


def a_reason_is_a_text(index: SampleIndex) -> None:
    assert document(index, "/simple/archived/")["project-status"]["reason"] == HOSTILE
    assert dict(page(index, "/simple/archived/").meta)["pypi:project-status-reason"] == HOSTILE
    assert "reason" not in document(index, PROJECT)["project-status"]


def all_but_the_quarantined_offer_their_files(index: SampleIndex) -> None:
    for status in ("active", "archived", "deprecated"):
        (file,) = document(index, f"/simple/{status}/")["files"]
        assert index.ask(file["url"]).body == status.encode()


def the_quarantined_offer_nothing(index: SampleIndex) -> None:
    target = "/simple/quarantined/"
    assert (document(index, target)["files"], page(index, target).links) == ([], [])
    known = index.entry("quarantined-1.0.tar.gz", b"quarantined")
    assert index.contents.has(known.sha256)
    assert index.ask(known.url).code == 404


def the_quarantined_are_not_listed(index: SampleIndex) -> None:
    assert "quarantined" not in [project["name"] for project in document(index, ROOT)["projects"]]


STATEMENTS: dict[str, Check] = {
    "SIH-001 pages are HTML5": pages_are_html5,
    "SIH-002 the root has one link for each project": the_root_has_one_link_for_each_project,
    "SIH-003 a project has one link for each file": a_project_has_one_link_for_each_file,
    "SIH-004 the text is the end of the address": the_text_is_the_end_of_the_address,
    "SIH-005 links carry the digest": links_carry_the_digest,
    "SIH-006 Requires-Python is escaped": requires_python_is_escaped,
    "SIH-007 no attribute says nothing": no_attribute_says_nothing,
    "SIH-008 and SIH-009 metadata is announced under its new name only": metadata_is_announced_under_its_new_name,
    "SIH-010 and SIH-015 HTML says version 1.4": html_says_version_1_4_at_most,
    "SIH-011 and SIH-016 only frozen attributes are used": only_frozen_attributes_are_used,
    "SIH-012 no value becomes markup": no_value_becomes_markup,
    "SIH-013 hatch finds every file": hatch_finds_every_file,
    "SIH-014 no white space is around a name": no_white_space_is_around_a_name,
    "SIJ-001 and SIJ-020 every document is strict JSON and says its version": every_document_says_its_version,
    "SIJ-002 and SIJ-003 the root lists the same in both forms": the_root_lists_the_same_projects_in_both_forms,
    "SIJ-004 the name is normalized": the_name_is_normalized,
    "SIJ-005 and SIJ-006 a file has name, address and digests": a_file_has_name_address_and_digests,
    "SIJ-007 and SIJ-008 versions hold those of all files": versions_are_unique_and_hold_those_of_all_files,
    "SIJ-009 size is the length": size_is_the_length,
    "SIJ-010 upload times are instants": upload_times_are_instants,
    "SIJ-011 Requires-Python is raw": requires_python_is_raw,
    "SIJ-012 and SIJ-013 metadata is said or denied": metadata_is_said_or_denied,
    "SIJ-014 yanked is never null and never empty": yanked_is_never_null_and_never_empty,
    "SIJ-015, SIJ-016, SIJ-017, SIJ-021, SIJ-022 and SIJ-023 only known keys": only_known_keys_are_used,
    "SIJ-018 no file name stands twice": no_file_name_stands_twice,
    "SIJ-019 every address can be fetched": every_address_can_be_fetched,
    "SIJ-024 serials are told": serials_are_told,
    "YNK-001 a yanked file stays": a_yanked_file_stays,
    "YNK-002 the reason is sent as it is": the_reason_is_sent_as_it_is,
    "YNK-003 no reason is true, and empty": no_reason_is_true_and_empty,
    "STA-001, STA-002, STA-008 and STA-009 one status is said": one_status_is_said_in_both_forms,
    "STA-003 a reason is a text": a_reason_is_a_text,
    "STA-004, STA-005 and STA-007 files are offered": all_but_the_quarantined_offer_their_files,
    "STA-006 the quarantined offer nothing": the_quarantined_offer_nothing,
    "STA-010 the quarantined are not listed": the_quarantined_are_not_listed,
}


@pytest.mark.parametrize("check", [pytest.param(check, id=said) for said, check in STATEMENTS.items()])
def test_statement(unchanged_index: SampleIndex, check: Check) -> None:
    check(unchanged_index)
