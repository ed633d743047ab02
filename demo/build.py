"""Build wheels and source distributions from plain values, with the standard library only.

The same values always give the same bytes: times, owners and orders are fixed. Wheels follow the
binary distribution format (PEP 427), source distributions PEP 625, both carry core metadata 2.4.
"""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

METADATA_VERSION = "2.4"
_TIMESTAMP = (2026, 1, 1, 0, 0, 0)
_TIMESTAMP_SECONDS = 1_767_225_600
"""The same instant, as tar writes it. Before 1980 a zip cannot say it, after today tools would wonder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What one release consists of.

    Args:
        version: In PEP 440 normal form.
        requires: Dependency specifiers.
        urls: Label to address.
        scripts: Console command to `module:function`.
        files: Path below the project's root, with `/`, to content: what is installed, and nothing else.
    """

    name: str
    version: str
    summary: str
    description: str = ""
    description_content_type: str = "text/markdown"
    author: str = ""
    requires_python: str = ">=3.10"
    requires: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Name and version as file names spell them."""
        return f"{self.name.replace('-', '_').replace('.', '_').lower()}-{self.version}"


@dataclass(frozen=True, slots=True)
class Built:
    """A finished file. `filetype` and `python_version` are what an upload form says of it."""

    filename: str
    content: bytes
    filetype: str
    python_version: str

    @property
    def sha256(self) -> str:
        """Digest of the content, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def build_wheel(distribution: Distribution) -> Built:
    """Return the wheel, for any Python 3 on any platform."""
    info = f"{distribution.stem}.dist-info"
    files = {**distribution.files, f"{info}/METADATA": core_metadata(distribution), f"{info}/WHEEL": _WHEEL}
    if distribution.scripts:
        files[f"{info}/entry_points.txt"] = _entry_points(distribution)
    record = f"{info}/RECORD"
    files[record] = "".join([*_record_lines(files), f"{record},,\n"]).encode()
    return Built(f"{distribution.stem}-py3-none-any.whl", _zip(files), "bdist_wheel", "py3")


def build_sdist(distribution: Distribution) -> Built:
    """Return the source distribution, from which hatchling can build the same wheel again."""
    readme = "README.rst" if distribution.description_content_type == "text/x-rst" else "README.md"
    files = {
        "PKG-INFO": core_metadata(distribution),
        "pyproject.toml": _pyproject(distribution, readme),
        readme: distribution.description.encode(),
        **distribution.files,
    }
    return Built(f"{distribution.stem}.tar.gz", _tar_gz(files, top=distribution.stem), "sdist", "source")


def metadata_fields(distribution: Distribution) -> Iterator[tuple[str, str]]:
    """Yield every header of the core metadata with its value, the description left out."""
    yield "Metadata-Version", METADATA_VERSION
    yield "Name", distribution.name
    yield "Version", distribution.version
    yield "Summary", distribution.summary
    if distribution.keywords:
        yield "Keywords", ",".join(distribution.keywords)
    if distribution.author:
        yield "Author", distribution.author
    yield "License-Expression", "Apache-2.0"
    yield from (("Classifier", classifier) for classifier in distribution.classifiers)
    yield from (("Project-URL", f"{label}, {url}") for label, url in distribution.urls.items())
    yield "Requires-Python", distribution.requires_python
    yield from (("Requires-Dist", requirement) for requirement in distribution.requires)
    yield "Description-Content-Type", distribution.description_content_type


def core_metadata(distribution: Distribution) -> bytes:
    """Return the METADATA or PKG-INFO file."""
    headers = "".join(f"{name}: {value}\n" for name, value in metadata_fields(distribution))
    return f"{headers}\n{distribution.description}".encode()


_WHEEL = b"Wheel-Version: 1.0\nGenerator: strongroom-demo\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _entry_points(distribution: Distribution) -> bytes:
    lines = "".join(f"{command} = {target}\n" for command, target in distribution.scripts.items())
    return f"[console_scripts]\n{lines}".encode()


def _record_lines(files: Mapping[str, bytes]) -> Iterator[str]:
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        yield f"{path},sha256={digest},{len(content)}\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    # Written to memory, which can seek: sizes stand in the local headers, no data descriptors follow.
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, _TIMESTAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()


def _tar_gz(files: Mapping[str, bytes], *, top: str) -> bytes:
    buffer = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", fileobj=buffer, mtime=_TIMESTAMP_SECONDS) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, content in files.items():
            member = tarfile.TarInfo(f"{top}/{path}")
            member.size = len(content)
            member.mtime = _TIMESTAMP_SECONDS
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _pyproject(distribution: Distribution, readme: str) -> bytes:
    # A JSON string or list of strings is one of TOML, too.
    project = {
        "name": distribution.name,
        "version": distribution.version,
        "description": distribution.summary,
        "readme": readme,
        "requires-python": distribution.requires_python,
        "license": "Apache-2.0",
        "keywords": list(distribution.keywords),
        "classifiers": list(distribution.classifiers),
        "dependencies": list(distribution.requires),
    }
    tables = {"project": project, "project.urls": distribution.urls, "project.scripts": distribution.scripts}
    lines = ["[build-system]", 'requires = ["hatchling>=1.27"]', 'build-backend = "hatchling.build"']
    for table, values in tables.items():
        lines += ["", f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    if distribution.author:
        lines += ["", "[[project.authors]]", f"name = {json.dumps(distribution.author)}"]
    return ("\n".join(lines) + "\n").encode()
