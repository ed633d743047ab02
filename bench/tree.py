"""Copy what an index serves into a folder, for a server of static files: the same bytes under the same addresses."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import urllib3

from bench.corpus import HEAVY, LARGE, PROJECTS, SMALL

HTML = "text/html"
JSON = "application/vnd.pypi.simple.v1+json"
_SUFFIXES = {HTML: "html", JSON: "json"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder with everything of an index.

    Args:
        small_file, heavy_file: Paths of the files that are measured.
    """

    root: Path
    small_file: str
    heavy_file: str

    def page_bytes(self, name: str, media_type: str) -> int:
        """Return the size of a project's page."""
        return (self.root / "simple" / name / f"index.{_SUFFIXES[media_type]}").stat().st_size


def copy_index(index: str, *, root: Path, wheels: Path) -> Tree:
    """Copy the pages of all projects, their metadata files, and link their wheels.

    Args:
        wheels: Folder that has them under their own names, on the same file system.
    """
    for media_type in _SUFFIXES:
        _copy_page(index, root / "simple", media_type)
    paths = {
        name: [_copy_file(url, root, wheels) for url in _copy_project(index, name, root)] for name in PROJECTS
    }
    return Tree(root, small_file=paths[SMALL][0], heavy_file=paths[HEAVY][0])


def _copy_project(index: str, name: str, root: Path) -> list[str]:
    """Copy the pages of a project; return the addresses of its files."""
    address = urljoin(index, f"{name}/")
    _copy_page(address, root / "simple" / name, HTML)
    page: dict[str, Any] = json.loads(_copy_page(address, root / "simple" / name, JSON))
    # The page of the large project is measured, its files are not.
    files = [] if name == LARGE else page["files"]
    return [urljoin(address, file["url"]) for file in files]


def _copy_page(address: str, folder: Path, media_type: str) -> bytes:
    """Copy one form of a page, as it is and as gzip where the index offers that."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"index.{_SUFFIXES[media_type]}"
    body, _ = _get(address, {"Accept": media_type})
    path.write_bytes(body)
    packed, coding = _get(address, {"Accept": media_type, "Accept-Encoding": "gzip"})
    if coding == "gzip":
        path.with_name(path.name + ".gz").write_bytes(packed)
    return body


def _copy_file(address: str, root: Path, wheels: Path) -> str:
    """Link a wheel and copy its metadata file; return its path on the host."""
    path = urlsplit(address).path
    there = root / unquote(path).lstrip("/")
    there.parent.mkdir(parents=True, exist_ok=True)
    os.link(wheels / there.name, there)
    metadata, _ = _get(f"{address}.metadata", {})
    there.with_name(f"{there.name}.metadata").write_bytes(metadata)
    return path


def _get(address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    """Return a body as it was sent, and its content coding."""
    answer = urllib3.request("GET", address, headers=headers, decode_content=False, retries=False, timeout=30)
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status} {answer.reason}")
    return answer.data, answer.headers.get("Content-Encoding", "")
