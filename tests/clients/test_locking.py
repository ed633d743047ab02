"""uv, Poetry, PDM and pip-tools write down what a project needs, with the hashes of every file."""

import re
import sys

import pytest

from tests.clients.stock import LANTERN, LANTERN_SDIST, TRUNK, digest
from tests.clients.workshop import Workshop, installed, success

LANTERN_1_9 = {digest(LANTERN[1])}
LANTERN_1_10 = {digest(LANTERN[2]), digest(LANTERN_SDIST)}
PROJECT = """
[project]
name = "house"
version = "1.0"
requires-python = ">=3.11,<3.99"
dependencies = [{wanted}]
"""


@pytest.fixture(params=["trunk", "lantern"])
def wanted(request: pytest.FixtureRequest) -> str:
    """What the project asks for: trunk 1.0 leads to lantern 1.9; lantern itself is at 1.10."""
    name: str = request.param
    return name


def right_hashes(wanted: str) -> set[str]:
    """Return the hashes of all files of the releases that are to be chosen."""
    return {digest(TRUNK[0]), *LANTERN_1_9} if wanted == "trunk" else LANTERN_1_10


def hashes(lock: str) -> set[str]:
    """Return the hashes in a lock file of any form."""
    return set(re.findall(r"\bhash ?= ?\"?sha256:([0-9a-f]{64})", lock))


def test_poetry_locks_with_the_right_hashes_and_installs(workshop: Workshop, wanted: str) -> None:
    """CLI-021."""
    source = f'[[tool.poetry.source]]\nname = "ours"\nurl = "{workshop.index.simple}"\npriority = "primary"\n'
    project = PROJECT.format(wanted=f'"{wanted}"') + "[tool.poetry]\npackage-mode = false\n" + source
    workshop.write({"pyproject.toml": project})
    success(workshop.run("poetry", "lock", "--no-interaction"))
    assert hashes((workshop.folder / "poetry.lock").read_text()) == right_hashes(wanted)
    if wanted == "trunk":
        environments = workshop.folder / "environments"
        success(workshop.run("poetry", "sync", "--no-interaction", POETRY_VIRTUALENVS_PATH=str(environments)))
        (site,) = environments.glob("*/lib/python*/site-packages")
        assert (installed(site, "trunk"), installed(site, "lantern")) == ("1.0", "1.9")


def test_pdm_locks_with_the_right_hashes(workshop: Workshop, wanted: str) -> None:
    """CLI-022."""
    source = f'[[tool.pdm.source]]\nname = "pypi"\nurl = "{workshop.index.simple}"\nverify_ssl = true\n'
    project = PROJECT.format(wanted=f'"{wanted}"') + "[tool.pdm]\ndistribution = false\n" + source
    workshop.write({"pyproject.toml": project, ".pdm-python": sys.executable})
    success(workshop.run("pdm", "lock", "--no-cross-platform", of="pdm", PDM_CHECK_UPDATE="false"))
    assert hashes((workshop.folder / "pdm.lock").read_text()) == right_hashes(wanted)


def test_uv_locks_with_the_right_hashes(workshop: Workshop, wanted: str) -> None:
    index = f'[[tool.uv.index]]\nurl = "{workshop.index.simple}"\ndefault = true\n'
    workshop.write({"pyproject.toml": PROJECT.format(wanted=f'"{wanted}"') + index})
    success(workshop.run("uv", "--no-cache", "lock", "--python", sys.executable, UV_NO_CONFIG="0"))
    assert hashes((workshop.folder / "uv.lock").read_text()) == right_hashes(wanted)


def test_pip_compile_writes_the_right_hashes(workshop: Workshop, wanted: str) -> None:
    """CLI-008, as pip-tools does it."""
    workshop.write({"wanted.in": f"{wanted}\n"})
    options = ("--generate-hashes", "--no-config", "--index-url", workshop.index.simple)
    success(workshop.run("pip-compile", *options, "wanted.in", of="pip-tools"))
    assert hashes((workshop.folder / "wanted.txt").read_text()) == right_hashes(wanted)
