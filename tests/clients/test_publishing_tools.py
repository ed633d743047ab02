"""twine, uv, flit, hatch, Poetry and PDM publish; again; and learn why changed files are not taken.

flit and Poetry build what they publish; the others are given files.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.workshop import Workshop, failure, success
from tests.support.distributions import Sdist, Wheel

USER = "__token__"


def given_files(workshop: Workshop, name: str, content: str) -> None:
    """Put a wheel and a source distribution in dist/."""
    files = {f"{name}/__init__.py": content.encode()}
    wheel = Wheel(name=name, files=files)
    sdist = Sdist(name=name, files={f"{name}-1.0/{path}": text for path, text in files.items()})
    workshop.write({f"dist/{built.filename}": built.content for built in (wheel, sdist)})


def flit_project(workshop: Workshop, name: str, content: str) -> None:
    project = f"""
        [build-system]
        requires = ["flit_core"]
        build-backend = "flit_core.buildapi"
        [project]
        name = "{name}"
        version = "1.0"
        description = "Made by flit."
        license = "MIT"
        requires-python = ">=3.9"
    """
    workshop.write({"pyproject.toml": project, f"{name}.py": f'"""Made by flit."""\n{content}'})


def pdm_project(workshop: Workshop, name: str, content: str) -> None:
    given_files(workshop, name, content)
    workshop.write({"pyproject.toml": f'[project]\nname = "{name}"\nversion = "1.0"\n'})


def poetry_project(workshop: Workshop, name: str, content: str) -> None:
    project = f"""
        [build-system]
        requires = ["poetry-core"]
        build-backend = "poetry.core.masonry.api"
        [project]
        name = "{name}"
        version = "1.0"
        description = "Made by Poetry."
        license = "MIT"
        requires-python = ">=3.9"
    """
    shutil.rmtree(workshop.folder / "dist", ignore_errors=True)
    workshop.write({"pyproject.toml": project, f"{name}/__init__.py": content})


def dist(workshop: Workshop) -> list[str]:
    """Return the files to publish."""
    return sorted(str(path) for path in (workshop.folder / "dist").iterdir())


def by_twine(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    return workshop.run(
        "twine",
        "upload",
        "--disable-progress-bar",
        *options,
        *dist(workshop),
        TWINE_REPOSITORY_URL=workshop.upload_address,
        TWINE_USERNAME=USER,
        TWINE_PASSWORD=workshop.token,
        TWINE_NON_INTERACTIVE="1",
    )


def by_uv(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    return workshop.run(
        "uv",
        "publish",
        *("--trusted-publishing", "never"),
        *options,
        *dist(workshop),
        UV_PUBLISH_URL=workshop.upload_address,
        UV_PUBLISH_TOKEN=workshop.token,
    )


def by_flit(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    return workshop.run(
        *("flit", "publish", "--no-use-vcs", *options),
        FLIT_INDEX_URL=workshop.upload_address,
        FLIT_USERNAME=USER,
        FLIT_PASSWORD=workshop.token,
    )


def by_hatch(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    return workshop.run(
        *("hatch", "--no-interactive", "publish", "--no-prompt", *options),
        *dist(workshop),
        HATCH_INDEX_REPO=workshop.upload_address,
        HATCH_INDEX_USER=USER,
        HATCH_INDEX_AUTH=workshop.token,
    )


def by_poetry(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    build = () if (workshop.folder / "dist").exists() else ("--build",)
    return workshop.run(
        *("poetry", "publish", "--no-interaction", "--repository", "ours", *build, *options),
        POETRY_REPOSITORIES_OURS_URL=workshop.upload_address,
        POETRY_HTTP_BASIC_OURS_USERNAME=USER,
        POETRY_HTTP_BASIC_OURS_PASSWORD=workshop.token,
    )


def by_pdm(workshop: Workshop, *options: str) -> "subprocess.CompletedProcess[str]":
    return workshop.run(
        *("pdm", "publish", "--no-build", "--repository", workshop.upload_address, *options),
        of="pdm",
        PDM_PUBLISH_USERNAME=USER,
        PDM_PUBLISH_PASSWORD=workshop.token,
        PDM_CHECK_UPDATE="false",
    )


Prepare = Callable[[Workshop, str, str], None]
Publish = Callable[..., "subprocess.CompletedProcess[str]"]
"""With a workshop, and further options of the tool."""

TOOLS: dict[str, tuple[Prepare, Publish]] = {
    "twine": (given_files, by_twine),
    "uv": (given_files, by_uv),
    "flit": (flit_project, by_flit),
    "hatch": (given_files, by_hatch),
    "poetry": (poetry_project, by_poetry),
    "pdm": (pdm_project, by_pdm),
}


TACITURN = {"pdm"}
"""They tell the status, and keep the index's words to themselves."""
SKIPS = {"poetry": "File exists. Skipping", "pdm": "appears to already exist"}
"""What they say when they are asked to skip what exists, and take the refusal of other bytes for that."""


@pytest.mark.parametrize("tool", TOOLS)
def test_a_release_is_published_once_and_never_changed(workshop: Workshop, tool: str) -> None:
    """CLI-012 to CLI-015, CLI-017 to CLI-020: wheel and sdist, the same again, and other bytes (UPL-030, UPL-031)."""
    prepare, publish = TOOLS[tool]
    name = f"made_with_{tool}"

    prepare(workshop, name, "version = '1.0'\n")
    success(publish(workshop))
    page = workshop.page(name.replace("_", "-"))
    assert {Path(file["filename"]).suffix for file in page["files"]} == {".whl", ".gz"}

    success(publish(workshop))
    assert workshop.page(name.replace("_", "-")) == page

    prepare(workshop, name, "version = 'another'\n")
    refusal = failure(publish(workshop))
    for words in ("400",) if tool in TACITURN else ("File already exists", f"{name}-1.0", "new version"):
        assert words in refusal
    if tool in SKIPS:
        assert SKIPS[tool] in success(publish(workshop, "--skip-existing"))
    assert workshop.page(name.replace("_", "-")) == page


@pytest.mark.parametrize("tool", TOOLS)
def test_wrong_credentials_are_told(workshop: Workshop, tool: str) -> None:
    """CLI-014, UPL-020."""
    prepare, publish = TOOLS[tool]
    stranger = Workshop(workshop.index, "strongroom-nonsense", workshop.folder)
    prepare(stranger, "strange", "")
    refusal = failure(publish(stranger))
    assert "403" in refusal
    assert tool in TACITURN or "token" in refusal.replace(USER, "")


@pytest.mark.parametrize("tool", ["twine", "uv", "hatch"])
def test_all_faults_of_a_file_are_told_at_once(workshop: Workshop, tool: str) -> None:
    wheel = Wheel(name=f"faulty_with_{tool}", headers={"Classifier": "Made :: Up", "License-File": "LICENSE"})
    workshop.write({f"dist/{wheel.filename}": wheel.content})
    refusal = failure(TOOLS[tool][1](workshop))
    for words in ("Classifier 'Made :: Up' does not exist", "License-File 'LICENSE' does not exist"):
        assert words in refusal


def test_uv_skips_what_the_index_has(workshop: Workshop) -> None:
    """CLI-016: it compares hashes with the page of the project, and sends nothing."""
    given_files(workshop, "skipped_by_uv", "")
    success(by_uv(workshop))
    stranger = Workshop(workshop.index, "strongroom-nonsense", workshop.folder)
    again = success(by_uv(stranger, "--check-url", workshop.index.simple))
    assert again.count("already exists, skipping") == 2
