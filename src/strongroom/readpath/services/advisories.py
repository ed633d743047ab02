"""Known vulnerabilities: from the operators' folder of OSV files to what is known of each project.

Reading the folder takes seconds where it holds all that is known of PyPI, so it is done when a file has
changed, and what it says is kept by project, one small file each, in the data folder. Whoever renders a
project reads that one file. The kept files are a projection: thrown away, they are made again.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from django.conf import settings

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules.vulnerabilities import Advisory, AdvisoryMalformed, read_advisory

FILE_LIMIT_BYTES = 4 * 1024 * 1024
"""Of one OSV file; the largest that are published have a tenth of it."""

_log = logging.getLogger(__name__)


def find_advisories(name: NormalizedName) -> list[Advisory]:
    """Return what is known of a project, by identifier. What cannot be read keeps no page from being made."""
    try:
        documents = json.loads(_kept(name).read_bytes())
        found = [read_advisory(document)[name] for document in documents]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError):
        _log.exception("%s cannot be read; remove its folder, and it is made again", _kept(name))
        return []
    return sorted(found, key=attrgetter("id"))


def fingerprint() -> str:
    """Return a text that changes with the folder's files: with a name, a size or a time."""
    digest = hashlib.sha256()
    for path in _files():
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def gather() -> set[NormalizedName]:
    """Read the folder, keep what it says, and return the projects of which it says something else than before."""
    found = _read_folder()
    folder = kept_folder()
    folder.mkdir(parents=True, exist_ok=True)
    before = {NormalizedName(path.stem) for path in folder.glob("*.json")}
    return {name for name in before | found.keys() if _keep(name, found.get(name, []))}


def _keep(name: NormalizedName, documents: list[str]) -> bool:
    """Keep these documents of a project; return whether they were others before."""
    path = _kept(name)
    content = f"[{','.join(sorted(documents))}]".encode()
    if not documents:
        path.unlink(missing_ok=True)
        return True
    if path.exists() and path.read_bytes() == content:
        return False
    written = path.with_suffix(".new")
    written.write_bytes(content)
    written.replace(path)
    return True


def _read_folder() -> dict[NormalizedName, list[str]]:
    found: dict[NormalizedName, list[str]] = defaultdict(list)
    for path in _files():
        try:
            content = _content(path)
            names = list(read_advisory(json.loads(content)))
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("%s is not used as an advisory: %s", path, error)
            continue
        for name in names:
            found[name].append(content)
    return found


def _content(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT_BYTES + 1)
    if len(content) > FILE_LIMIT_BYTES:
        raise AdvisoryMalformed(f"it has more than {FILE_LIMIT_BYTES} bytes")
    return content.decode()


def _files() -> Iterator[Path]:
    """Yield the folder's files in a fixed order; none where the setting names no folder."""
    folder = settings.STRONGROOM_OSV_FOLDER
    if folder is not None:
        yield from sorted(folder.rglob("*.json"))


def kept_folder() -> Path:
    """Return where it is kept, one file for each project."""
    folder: Path = settings.STRONGROOM_DATA / "advisories"
    return folder


def _kept(name: NormalizedName) -> Path:
    return kept_folder() / f"{name}.json"
