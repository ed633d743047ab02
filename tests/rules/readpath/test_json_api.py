"""The JSON API's documents: every field that clients read, in the form in which they read it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_version
from packaging.version import Version

from strongroom.foundation.names import normalize
from strongroom.readpath.rules.json_api import (
    ProjectDetails,
    ReleaseDetails,
    ReleaseFile,
    project_document,
    release_head,
    release_tail,
    version_keys,
)
from strongroom.readpath.rules.pages import FileEntry

ORIGIN = "https://index.example"
SHA256 = "0a1b" + "f" * 60
WHEEL = ReleaseFile(
    FileEntry(
        filename="foo_bar-1!2.0+x-py3-none-any.whl",
        sha256=SHA256,
        size_bytes=1337,
        uploaded_at=datetime(2026, 8, 1, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))),
        requires_python=">=3.9",
        metadata_sha256="ab" * 32,
    ),
    packagetype="bdist_wheel",
    python_version="py3",
    md5="c" * 32,
    blake2_256="d" * 64,
)
SDIST = ReleaseFile(
    FileEntry("foo_bar-1!2.0+x.tar.gz", "1" * 64, 99, datetime(2026, 8, 1, 12, tzinfo=UTC)),
    packagetype="sdist",
    python_version="source",
    md5="2" * 32,
    blake2_256="3" * 64,
)
SILENT = ReleaseDetails("1!2.0+x", "", "", {}, yanked=False, files=(WHEEL, SDIST))
OLDER = replace(SILENT, version="1!1.0", files=())
PROJECT = ProjectDetails(
    normalize("Foo.Bar"), "Foo.Bar", 42, people=(("owner", "ada"), ("maintainer", "ben")), origin=ORIGIN
)
SAID = {
    "description": "# Foo\n",
    "description_content_type": "text/markdown",
    "author": "Ada",
    "author_email": "ada@people.example",
    "maintainer": "Ben",
    "maintainer_email": "ben@people.example",
    "license": "see LICENSE",
    "license_expression": "MIT",
    "license_files": ["LICENSE"],
    "keywords": ["bars", "foos"],
    "classifiers": ["Typing :: Typed"],
    "platforms": ["any"],
    "home_page": "https://foo.example",
    "download_url": "https://foo.example/get",
    "project_urls": [["Source", "https://foo.example/code"]],
    "requires_dist": ["lantern>=2"],
    "provides_extra": ["more"],
    "dynamic": ["version"],
}


def document(release: ReleaseDetails = SILENT, **changed: Any) -> dict[str, Any]:
    latest = replace(release, **changed)
    read: dict[str, Any] = json.loads(
        project_document(PROJECT, {one.version: one.files for one in (OLDER, latest)}, latest=latest)
    )
    return read


def release_document(release: ReleaseDetails) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(release_head(PROJECT, release) + release_tail(PROJECT))
    return read


def test_a_project_has_these_members() -> None:
    assert set(document()) == {"info", "last_serial", "releases", "urls", "vulnerabilities", "ownership"}


def test_a_release_has_the_same_members_but_releases() -> None:
    of_project = document()
    del of_project["releases"]
    assert release_document(SILENT) == of_project


def test_a_wheel_is_described_in_full() -> None:
    wheel, _ = document()["urls"]
    assert wheel == {
        "filename": "foo_bar-1!2.0+x-py3-none-any.whl",
        "url": f"{ORIGIN}/packages/0a/1b/{'f' * 60}/foo_bar-1%212.0%2Bx-py3-none-any.whl",
        "size": 1337,
        "packagetype": "bdist_wheel",
        "python_version": "py3",
        "digests": {"md5": "c" * 32, "sha256": SHA256, "blake2b_256": "d" * 64},
        "md5_digest": "c" * 32,
        "upload_time": "2026-08-01T12:00:00",
        "upload_time_iso_8601": "2026-08-01T12:00:00.000005Z",
        "requires_python": ">=3.9",
        "yanked": False,
        "yanked_reason": None,
        "core-metadata": {"sha256": "ab" * 32},
        "has_sig": False,
        "downloads": -1,
        "comment_text": "",
    }


def test_a_source_distribution_says_nothing_it_does_not_know() -> None:
    _, sdist = document()["urls"]
    assert (sdist["requires_python"], sdist["core-metadata"]) == (None, False)


@pytest.mark.parametrize(("mark", "reason"), [("broken", "broken"), (True, None)])
def test_a_yank_is_told_with_its_reason(mark: str | bool, reason: str | None) -> None:
    file = replace(WHEEL, entry=replace(WHEEL.entry, yanked=mark))
    read = document(yanked=mark, files=(file,))
    for told in (read["info"], read["urls"][0], read["releases"]["1!2.0+x"][0]):
        assert (told["yanked"], told["yanked_reason"]) == (True, reason)


def test_all_releases_are_listed_with_their_files() -> None:
    read = document()
    assert list(read["releases"]) == ["1!1.0", "1!2.0+x"]
    assert read["releases"]["1!2.0+x"] == read["urls"]
    assert read["releases"]["1!1.0"] == []


def test_the_latest_release_speaks_for_the_project() -> None:
    read = json.loads(
        project_document(PROJECT, {one.version: one.files for one in (OLDER, SILENT)}, latest=OLDER)
    )
    assert (read["info"]["version"], read["urls"]) == ("1!1.0", [])


def test_no_key_is_left_out_of_silent_metadata() -> None:
    silent, spoken = document()["info"], document(metadata=SAID)["info"]
    assert set(silent) == set(spoken)
    assert silent["requires_dist"] is None
    assert silent["requires_python"] is None
    assert silent["classifiers"] == []
    assert silent["description"] == ""


def test_what_the_metadata_say_is_told() -> None:
    info = document(metadata=SAID, summary="Foos bars", requires_python=">=3.9")["info"]
    assert {key: info[key] for key in SAID if key in info} | {"keywords": "bars,foos"} == {
        **{key: value for key, value in SAID.items() if key in info},
        "keywords": "bars,foos",
        "project_urls": {
            "Homepage": "https://foo.example",
            "Download": "https://foo.example/get",
            "Source": "https://foo.example/code",
        },
    }
    assert info["platform"] == "any"
    assert (info["summary"], info["requires_python"]) == ("Foos bars", ">=3.9")
    assert (info["name"], info["version"]) == ("Foo.Bar", "1!2.0+x")


def test_what_is_counted_no_more_keeps_its_place() -> None:
    info = document()["info"]
    assert info["downloads"] == {"last_day": -1, "last_week": -1, "last_month": -1}
    assert (info["bugtrack_url"], info["docs_url"]) == (None, None)


def test_addresses_are_absolute() -> None:
    info = document()["info"]
    assert info["package_url"] == info["project_url"] == f"{ORIGIN}/project/foo-bar/"
    assert info["release_url"].startswith(info["project_url"])


def test_whose_it_is() -> None:
    assert document()["ownership"] == {
        "roles": [{"role": "Owner", "user": "ada"}, {"role": "Maintainer", "user": "ben"}],
        "organization": None,
    }
    assert document()["last_serial"] == 42


def test_vulnerabilities_are_those_of_the_release() -> None:
    entry: Mapping[str, Any] = {"id": "OSV-1"}
    assert document(vulnerabilities=(entry,))["vulnerabilities"] == [entry]
    assert release_document(replace(SILENT, vulnerabilities=(entry,)))["vulnerabilities"] == [entry]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str) -> None:
    assert document(metadata={"description": text})["info"]["description"] == text
    assert release_document(replace(SILENT, metadata={"author": text}))["info"]["author"] == text


def test_a_version_is_kept_under_the_form_of_all_its_spellings() -> None:
    assert version_keys(["1.0.0", "2.0rc1", "1!2.0+x"]) == {
        "1.0.0": "1",
        "2.0rc1": "2rc1",
        "1!2.0+x": "1!2+x",
    }


def test_equal_versions_are_kept_apart() -> None:
    assert version_keys(["1.0.0", "1.0"]) == {"1.0": "1", "1.0.0": "1.0.0"}
    assert version_keys(["1.0", "1"]) == {"1": "1", "1.0": "1.0"}


@given(
    st.sets(st.from_regex(r"[01](\.[01]){0,3}(rc1)?", fullmatch=True).map(lambda text: str(Version(text))))
)
def test_every_version_has_a_key_of_its_own_that_its_spelling_leads_to(versions: set[str]) -> None:
    keys = version_keys(versions)
    assert set(keys) == versions
    assert len(set(keys.values())) == len(versions)
    kept = {key: version for version, key in keys.items()}
    for version in versions:
        canonical = canonicalize_version(version, strip_trailing_zero=True)
        assert kept.get(version, kept.get(canonical)) == version
