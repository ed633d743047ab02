"""pip and uv find, resolve, verify and install what is published, and avoid what was yanked."""

import hashlib
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clients.workshop import Workshop, failure, success
from tests.support.distributions import Sdist, Wheel

REASON = "It burns on Tuesdays."
YANK = """
import django; django.setup()
from strongroom.accounts.queries import get_person_named
from strongroom.catalog.services import yank
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit
ada = get_person_named("ada")
by = Actor.person(user_id=ada.user_id, name=ada.username)
asked = permit(by, Action.YANK, normalize("burner"), now=clock.now())
yank(asked, version="2.0", reason={reason!r})
"""


def wheel(name: str, version: str, *requirements: str, **headers: str) -> Wheel:
    """Return a wheel whose module says its version."""
    module = f"version = {version!r}\n".encode()
    said = {"Requires-Dist": requirements} if requirements else {}
    return Wheel(
        name=name, version=version, files={f"{name}/__init__.py": module}, headers={**said, **headers}
    )


LANTERN = (wheel("lantern", "1.0"), wheel("lantern", "1.9"), wheel("lantern", "1.10"))
LANTERN_SDIST = Sdist(name="lantern", version="1.10")


@pytest.fixture(scope="module", autouse=True)
def stock(machine: Workshop) -> None:
    """Publish what the tests install."""
    for built in (
        *LANTERN,
        LANTERN_SDIST,
        wheel("trunk", "1.0", "lantern<1.10"),
        wheel("trunk", "2.0", "lantern==7"),
        wheel("trunk", "3.0", **{"Requires-Python": ">=3.99"}),
        wheel("burner", "1.0"),
        wheel("burner", "2.0"),
    ):
        machine.publish(built)
    program = YANK.format(reason=REASON)
    success(machine.run("python", "-c", program))


def installed(target: Path, name: str) -> str:
    """Return the version that the installed module says."""
    return (target / name / "__init__.py").read_text().split("'")[1]


def sha256(built: Wheel | Sdist) -> str:
    return hashlib.sha256(built.content).hexdigest()


@pytest.mark.parametrize(("wanted", "version"), [("lantern", "1.10"), ("Lantern==1.9", "1.9")])
def test_pip_installs_by_name_and_by_version(workshop: Workshop, wanted: str, version: str) -> None:
    target = workshop.folder / "site"
    success(workshop.pip("install", wanted, "--target", str(target)))
    assert installed(target, "lantern") == version


def test_pip_accepts_the_published_hash_and_no_other(workshop: Workshop) -> None:
    right, wrong = workshop.write(
        {
            "right.txt": f"lantern==1.9 --hash=sha256:{sha256(LANTERN[1])}\n",
            "wrong.txt": f"lantern==1.9 --hash=sha256:{'0' * 64}\n",
        }
    )
    target = workshop.folder / "site"
    options = ("--require-hashes", "--target", str(target), "-r")
    success(workshop.pip("install", *options, str(right)))
    assert installed(target, "lantern") == "1.9"
    assert "DO NOT MATCH THE HASHES" in failure(workshop.pip("install", *options, str(wrong)))


def test_pip_resolves_from_metadata_and_fetches_only_what_it_takes(workshop: Workshop) -> None:
    printed = success(workshop.pip("download", "trunk", "--dest", str(workshop.folder)))
    fetched = re.findall(r"Downloading (?:\S*/)?(\S+)", printed)
    assert "trunk-2.0-py3-none-any.whl.metadata" in fetched
    assert "trunk-2.0-py3-none-any.whl" not in fetched
    assert {path.name for path in workshop.folder.glob("*.whl")} == {
        "trunk-1.0-py3-none-any.whl",
        "lantern-1.9-py3-none-any.whl",
    }


def test_pip_lists_every_version_in_their_order(workshop: Workshop) -> None:
    assert "Available versions: 1.10, 1.9, 1.0" in success(workshop.pip("index", "versions", "lantern"))


def test_an_unknown_project_has_no_matching_distribution(workshop: Workshop) -> None:
    assert "No matching distribution found for nowhere" in failure(workshop.pip("download", "nowhere"))
    assert "nowhere was not found" in failure(workshop.uv("install", "nowhere", "--target", "site"))


def test_pip_passes_over_a_yanked_release_and_takes_it_when_pinned(workshop: Workshop) -> None:
    free, pinned = workshop.folder / "free", workshop.folder / "pinned"
    success(workshop.pip("install", "burner", "--target", str(free)))
    assert installed(free, "burner") == "1.0"
    assert REASON in success(workshop.pip("install", "burner==2.0", "--target", str(pinned)))
    assert installed(pinned, "burner") == "2.0"


def test_uv_passes_over_a_yanked_release_and_takes_it_when_pinned(workshop: Workshop) -> None:
    free, pinned = workshop.folder / "free", workshop.folder / "pinned"
    success(workshop.uv("install", "burner", "--target", str(free)))
    assert installed(free, "burner") == "1.0"
    assert REASON in success(workshop.uv("install", "burner==2.0", "--target", str(pinned)))
    assert installed(pinned, "burner") == "2.0"


def test_uv_resolves_and_installs(workshop: Workshop) -> None:
    target = workshop.folder / "site"
    success(workshop.uv("install", "trunk", "--target", str(target)))
    assert (installed(target, "trunk"), installed(target, "lantern")) == ("1.0", "1.9")


def test_uv_writes_the_hashes_of_every_file_of_a_version(workshop: Workshop) -> None:
    (wanted,) = workshop.write({"wanted.in": "lantern\n"})
    printed = success(workshop.uv("compile", "--generate-hashes", str(wanted)))
    assert "lantern==1.10" in printed
    assert set(re.findall(r"sha256:([0-9a-f]{64})", printed)) == {sha256(LANTERN[2]), sha256(LANTERN_SDIST)}


def test_uv_can_leave_out_what_is_newer_than_an_instant(workshop: Workshop) -> None:
    workshop.publish(wheel("ripening", "1.0"))
    time.sleep(0.05)
    between = datetime.now(UTC).isoformat()
    time.sleep(0.05)
    workshop.publish(wheel("ripening", "2.0"))
    (wanted,) = workshop.write({"wanted.in": "ripening\n"})
    assert "ripening==2.0" in success(workshop.uv("compile", str(wanted)))
    assert "ripening==1.0" in success(workshop.uv("compile", "--exclude-newer", between, str(wanted)))
    assert failure(workshop.uv("compile", "--exclude-newer", "2020-01-01T00:00:00Z", str(wanted)))
