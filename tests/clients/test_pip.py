"""pip finds, resolves, verifies and installs, old or new.

Before 22.2 it asks for HTML, since then for JSON; metadata files it reads since 23.
"""

import re
import sys
from pathlib import Path

import pytest

from tests.clients.desk import Desk
from tests.clients.stock import BURNS, LANTERN, Stock, digest, wheel
from tests.clients.workshop import Workshop, failure, installed, success

OLD = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(sys.version_info >= (3, 12), reason="this pip does not run on Python 3.12"),
    )
    for name in ("pip-before-json", "pip-first-json")
]
each_pip = pytest.mark.parametrize("pip", [*OLD, "pip-tools"])


@each_pip
@pytest.mark.parametrize(("wanted", "version"), [("lantern", "1.10"), ("Lantern==1.9", "1.9")])
def test_it_installs_by_name_and_by_version(workshop: Workshop, pip: str, wanted: str, version: str) -> None:
    """CLI-001."""
    target = workshop.folder / "site"
    success(workshop.pip("install", wanted, "--target", target, of=pip))
    assert installed(target, "lantern") == version


@each_pip
def test_it_downloads_the_bytes_that_were_published(workshop: Workshop, pip: str) -> None:
    """CLI-001: also where the name is spelled freely, and the version has an epoch (NAM-024)."""
    names = {"lantern==1.0": LANTERN[0].filename, "harbor_light": "harbor_light-1!2.0-py3-none-any.whl"}
    success(workshop.pip("download", *names, "--dest", workshop.folder, of=pip))
    assert {path.name for path in workshop.folder.glob("*.whl")} == set(names.values())
    assert (workshop.folder / LANTERN[0].filename).read_bytes() == LANTERN[0].content


@each_pip
def test_it_lists_every_version_in_their_order(workshop: Workshop, pip: str) -> None:
    """CLI-002."""
    printed = success(workshop.pip("index", "versions", "lantern", of=pip))
    assert "Available versions: 1.10, 1.9, 1.0" in printed


@each_pip
def test_it_accepts_the_published_hash_and_no_other(workshop: Workshop, pip: str) -> None:
    """CLI-003."""
    right, wrong = workshop.write(
        {
            "right.txt": f"lantern==1.9 --hash=sha256:{digest(LANTERN[1])}\n",
            "wrong.txt": f"lantern==1.9 --hash=sha256:{'0' * 64}\n",
        }
    )
    target = workshop.folder / "site"
    options = ("--require-hashes", "--target", target, "-r")
    success(workshop.pip("install", *options, right, of=pip))
    assert installed(target, "lantern") == "1.9"
    assert "DO NOT MATCH THE HASHES" in failure(workshop.pip("install", *options, wrong, of=pip))


def test_it_resolves_from_metadata_and_fetches_only_what_it_takes(workshop: Workshop) -> None:
    """CLI-004."""
    printed = success(workshop.pip("download", "trunk", "--dest", workshop.folder))
    fetched = re.findall(r"Downloading (?:\S*/)?(\S+)", printed)
    assert "trunk-2.0-py3-none-any.whl.metadata" in fetched
    assert "trunk-2.0-py3-none-any.whl" not in fetched
    assert _wheels(workshop.folder) == {"trunk-1.0-py3-none-any.whl", "lantern-1.9-py3-none-any.whl"}


@pytest.mark.parametrize("pip", OLD)
def test_without_metadata_files_it_resolves_from_the_wheels(workshop: Workshop, pip: str) -> None:
    success(workshop.pip("download", "trunk", "--dest", workshop.folder, of=pip))
    assert _wheels(workshop.folder) == {"trunk-1.0-py3-none-any.whl", "lantern-1.9-py3-none-any.whl"}


@each_pip
def test_it_respects_requires_python(workshop: Workshop, pip: str) -> None:
    """SIH-006, SIJ-011: trunk 3.0 is for a Python that does not exist yet."""
    refusal = failure(workshop.pip("download", "trunk==3.0", "--dest", workshop.folder, of=pip))
    assert "No matching distribution found for trunk==3.0" in refusal
    options = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.99")
    success(workshop.pip("download", "trunk==3.0", *options, "--dest", workshop.folder, of=pip))


@each_pip
def test_it_finds_nothing_for_an_unknown_project(workshop: Workshop, pip: str) -> None:
    """CLI-005."""
    refusal = failure(workshop.pip("download", "nowhere", of=pip))
    assert "No matching distribution found for nowhere" in refusal


@each_pip
def test_it_passes_over_a_yanked_release_and_takes_it_when_pinned(workshop: Workshop, pip: str) -> None:
    """CLI-006."""
    free, pinned = workshop.folder / "free", workshop.folder / "pinned"
    success(workshop.pip("install", "burner", "--target", free, of=pip))
    assert installed(free, "burner") == "1.0"
    assert BURNS in success(workshop.pip("install", "burner==2.0", "--target", pinned, of=pip))
    assert installed(pinned, "burner") == "2.0"


def test_it_takes_a_release_again_once_the_yank_is_taken_back(workshop: Workshop, desk: Desk) -> None:
    """YNK-004."""
    for version in ("1.0", "2.0"):
        workshop.publish(wheel("flicker", version))
    chosen = []
    for order, reason in (("yank", {"reason": BURNS}), ("unyank", {})):
        desk.order(order, person="ada", project="flicker", version="2.0", **reason)
        target = workshop.folder / order
        success(workshop.pip("install", "flicker", "--target", target))
        chosen.append(installed(target, "flicker"))
    assert chosen == ["1.0", "2.0"]


def test_it_finds_nothing_of_a_project_while_that_is_quarantined(workshop: Workshop, desk: Desk) -> None:
    """STA-006."""
    workshop.publish(wheel("lure", "1.0"))
    desk.order("quarantine", project="lure", reason="It asks for passwords.")
    options = ("download", "lure", "--dest", workshop.folder)
    assert "No matching distribution found for lure" in failure(workshop.pip(*options))
    desk.order("lift", project="lure", reason="It was a false alarm.")
    success(workshop.pip(*options))


def test_it_can_leave_out_what_was_uploaded_later(workshop: Workshop, stock: Stock) -> None:
    """SIJ-010."""
    options = ("--uploaded-prior-to", stock.ripe_at.isoformat(), "--dest", workshop.folder)
    success(workshop.pip("download", "ripening", *options))
    assert _wheels(workshop.folder) == {"ripening-1.0-py3-none-any.whl"}


def _wheels(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.whl")}
