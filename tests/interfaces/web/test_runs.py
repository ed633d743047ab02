"""Runs, shown so that a stranger can repeat them: the list, one run, its JSON and its file."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.criticality.models import DesignationRun
from strongroom.criticality.services import verify_file
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
RUN = f"/runs/{TODAY}"


@pytest.fixture
def three_projects(ada: Person) -> None:
    """Harborlight is in, quietqueue close below the line, mossgrid far."""
    for name, count in (("harborlight", 5000), ("quietqueue", 4900), ("mossgrid", 1200)):
        given.downloads(given.release(ada, name), count)
    given.designation()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_before_the_first_run_the_list_says_so(client: Client) -> None:
    assert "None yet. One is made every day." in page(client, "/runs/")


@pytest.mark.usefixtures("three_projects")
def test_the_list_has_a_line_for_each_run_and_the_course_of_cut_off_and_critical_projects(
    client: Client,
) -> None:
    given.designation(on=TODAY + timedelta(days=1))
    shown = page(client, "/runs/")
    assert shown.count("/runs/2026-03-0") == 2
    assert "5,000 in the newest run." in shown
    assert "1 in the newest run." in shown


@pytest.mark.usefixtures("three_projects")
@pytest.mark.on_postgresql
def test_the_list_has_pages(client: Client) -> None:
    [run] = DesignationRun.objects.all()
    for days in range(1, 60):
        run.pk, run.on = None, TODAY - timedelta(days=days)
        run.save()
    assert RUN in page(client, "/runs/")
    assert RUN not in page(client, "/runs/?page=2")


@pytest.mark.usefixtures("three_projects")
def test_a_run_shows_what_went_in_and_what_came_out(client: Client) -> None:
    shown = page(client, f"{RUN}/")
    for words in (
        "3 projects",
        "1 came in, 0 left",
        "Made by policy version 1",
        "183 complete UTC days",
        "most downloaded",
        "5,000 counted downloads",
        "quietqueue",
        "rank 1 of 3 was the last that came in",
    ):
        assert words in shown
    assert DesignationRun.objects.get().inputs_sha256 in shown


@pytest.mark.usefixtures("three_projects")
def test_who_left_is_told_with_the_reason(client: Client) -> None:
    for days in (200, 565):
        given.designation(on=TODAY + timedelta(days=days))
    shown = page(client, f"/runs/{TODAY + timedelta(days=565)}/")
    assert "0 came in, 1 left" in shown
    assert "It was for 365 days in a row outside" in shown


@pytest.mark.usefixtures("three_projects")
def test_the_same_as_json_is_kept_for_a_minute_and_known_by_its_etag(client: Client) -> None:
    answer = client.get(f"{RUN}.json")
    run = DesignationRun.objects.get()
    told = answer.json()
    assert told | {"policy": None, "file": None} == {
        "on": "2026-03-02",
        "first_day": "2025-08-31",
        "last_day": "2026-03-01",
        "policy": None,
        "population": 3,
        "ranked": 3,
        "cohort": 1,
        "cut_off": 5000,
        "band": 1,
        "band_cut_off": 5000,
        "critical": 1,
        "entered": [
            {"name": "harborlight", "rank": 1, "downloads": 5000, "dependents": None, "rules": ["downloads"]}
        ],
        "left": [],
        "candidates": ["quietqueue"],
        "curve": [[1, 5000], [2, 4900], [3, 1200]],
        "inputs_sha256": run.inputs_sha256,
        "file": None,
    }
    assert (told["policy"]["version"], told["policy"]["share"]) == (1, "0.01")
    assert told["file"]["sha256"] == run.file_sha256
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get(f"{RUN}.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.usefixtures("three_projects")
def test_a_stranger_fetches_the_file_and_repeats_the_run(client: Client, tmp_path: Path) -> None:
    told = client.get(f"{RUN}.json").json()
    answer = client.get(f"{RUN}/file")
    fetched = tmp_path / told["file"]["name"]
    fetched.write_bytes(content(answer))
    assert hashlib.sha256(fetched.read_bytes()).hexdigest() == told["file"]["sha256"]
    assert answer["Content-Disposition"] == f'attachment; filename="{fetched.name}"'
    assert answer["Content-Type"] == "application/zstd"
    assert "Content-Encoding" not in answer
    repeated = verify_file(fetched)
    assert repeated.inputs_sha256 == told["inputs_sha256"]
    assert [list(step)[::-1] for step in repeated.outcome.steps] == [[1, 5000], [2, 4900], [3, 1200]]
    shown = page(client, f"{RUN}/")
    assert f"curl -fsS -o {fetched.name} {told['file']['url']}" in shown
    assert f"strongroom designate --verify {fetched.name}" in shown


@pytest.mark.usefixtures("three_projects")
def test_the_file_is_kept_for_good_under_its_digest_and_for_a_minute_without(client: Client) -> None:
    sha256 = DesignationRun.objects.get().file_sha256
    plain = client.get(f"{RUN}/file")
    assert content(plain)
    assert (plain["ETag"], plain["Cache-Control"]) == (f'"{sha256}"', "public, max-age=60")
    named = client.get(f"{RUN}/file?sha256={sha256}")
    assert content(named)
    assert "immutable" in named["Cache-Control"]
    other = client.get(f"{RUN}/file?sha256={'0' * 64}")
    assert content(other)
    assert "immutable" not in other["Cache-Control"]
    assert client.get(f"{RUN}/file", headers={"If-None-Match": plain["ETag"]}).status_code == 304


@pytest.mark.usefixtures("three_projects")
@pytest.mark.on_postgresql
def test_a_run_without_its_file_says_so(client: Client, settings: Settings) -> None:
    [file] = Path(settings.STRONGROOM_RUNS_FOLDER).iterdir()
    file.unlink()
    assert "is not here any more" in page(client, f"{RUN}/")
    assert client.get(f"{RUN}/file").status_code == 404
    DesignationRun.objects.update(file_name="", file_bytes=0, file_sha256="", curve=[])
    shown = page(client, f"{RUN}/")
    assert "before runs left files" in shown
    assert "No figures yet" in shown
    assert client.get(f"{RUN}.json").json()["file"] is None
    assert client.get(f"{RUN}/file?sha256=").status_code == 404


@pytest.mark.usefixtures("three_projects")
@pytest.mark.parametrize("day", ["2026-03-03", "today", "20260302", "2026-3-2", "2026-02-30", "..", "%00"])
@pytest.mark.parametrize("end", ["/", ".json", "/file"])
def test_a_day_without_a_run_is_not_found(client: Client, day: str, end: str) -> None:
    assert client.get(f"/runs/{day}{end}").status_code == 404


@pytest.mark.usefixtures("three_projects")
def test_the_page_and_the_evidence_lead_to_the_run(client: Client) -> None:
    for path in (
        "/project/harborlight/critical/",
        "/project/mossgrid/",
        "/help/critical-projects/",
        "/dashboard/",
    ):
        assert f"{RUN}/" in page(client, path)
        assert "/runs/" in page(client, path)
