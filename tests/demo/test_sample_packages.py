"""The sample packages are in order: the same bytes every time, whole, and installable without a network."""

import base64
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.version import Version

from demo.build import Distribution, build_sdist, build_wheel
from demo.sources import sample_releases

RELEASES = [release.distribution for release in sample_releases()]
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.stem)


@each_release
def test_building_twice_gives_the_same_bytes(release: Distribution) -> None:
    assert build_wheel(release).sha256 == build_wheel(release).sha256
    assert build_sdist(release).sha256 == build_sdist(release).sha256


@each_release
def test_a_wheel_lists_every_file_with_its_digest(release: Distribution) -> None:
    with zipfile.ZipFile(io.BytesIO(build_wheel(release).content)) as wheel:
        lines = csv.reader(io.StringIO(wheel.read(f"{release.stem}.dist-info/RECORD").decode()))
        record = {path: digest for path, digest, _ in lines}
        assert set(record) == set(wheel.namelist())
        for path, digest in record.items():
            own = base64.urlsafe_b64encode(hashlib.sha256(wheel.read(path)).digest()).rstrip(b"=").decode()
            assert digest in {f"sha256={own}", ""}
            assert (digest == "") == path.endswith("/RECORD")


@each_release
def test_a_wheel_needs_no_data_descriptors(release: Distribution) -> None:
    with zipfile.ZipFile(io.BytesIO(build_wheel(release).content)) as wheel:
        assert not any(member.flag_bits & 0x08 for member in wheel.infolist())


@each_release
def test_a_source_distribution_has_one_folder_and_says_the_same_as_the_wheel(release: Distribution) -> None:
    unpacked = gzip.decompress(build_sdist(release).content)
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as sdist:
        assert {name.partition("/")[0] for name in sdist.getnames()} == {release.stem}
        described = sdist.extractfile(f"{release.stem}/PKG-INFO")
        assert described is not None
        metadata = Metadata.from_email(described.read(), validate=True)
    assert (metadata.name, str(metadata.version)) == (release.name, release.version)


def test_every_requirement_is_met_by_a_release_that_is_not_yanked() -> None:
    offered: dict[str, list[Version]] = {}
    for release in sample_releases():
        if not release.yanked and release.days_ago is not None:
            offered.setdefault(release.distribution.name, []).append(Version(release.distribution.version))
    for built in RELEASES:
        for requirement in map(Requirement, built.requires):
            met_by = list(requirement.specifier.filter(offered[requirement.name]))
            assert met_by, (built.stem, str(requirement))


def test_releases_are_told_oldest_first() -> None:
    for earlier, later in pairwise(sample_releases()):
        if earlier.distribution.name == later.distribution.name:
            assert Version(earlier.distribution.version) < Version(later.distribution.version)
            assert (earlier.days_ago or 0) > (later.days_ago or 0) or later.days_ago is None


def test_pip_installs_three_levels_of_dependencies_from_a_folder(tmp_path: Path) -> None:
    for release in RELEASES:
        built = build_wheel(release)
        (tmp_path / built.filename).write_bytes(built.content)
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, "--find-links", tmp_path, "--target", target, "saltmarsh"], check=True)
    (tmp_path / "trees.csv").write_text("tree,age\noak,412\nbirch,38\n", encoding="utf-8")
    command = [sys.executable, str(target / "bin" / "saltmarsh"), str(tmp_path / "trees.csv")]
    said = subprocess.run(
        command, env={"PYTHONPATH": str(target)}, check=True, capture_output=True, text=True
    )
    assert said.stdout.splitlines()[2:] == [
        "tree         2      0  birch     oak",
        "age          2      0  38        412",
    ]
