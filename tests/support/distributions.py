"""Builders of real, minimal wheels and source distributions, sound unless a test asks for something else.

Wheel(name="Foo.Bar", version="2.0").content      the bytes
Wheel(omit=("RECORD",)).content                   a hostile or broken variant
Sdist(headers={"Requires-Python": ">=3.9"}).form  the upload form that twine would send with it
"""

import gzip
import hashlib
import io
import re
import tarfile
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from packaging.metadata import parse_email

from strongroom.publishing.rules.core_metadata import form_field

Headers = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class _Built:
    """What a wheel and a source distribution have in common.

    Args:
        headers: Core metadata beside or instead of the usual, by header name; several values where it repeats.
        description: Body of the metadata.
        files: Members beside or instead of the usual, by name.
        omit: Names of usual members that are left out; for a wheel's, those below `.dist-info`.
        named: File name, if not the one that follows from name and version.
        bytes_: The file in place of what would be built; the form speaks of it truthfully.
    """

    name: str = "demo"
    version: str = "1.0"
    headers: Headers = field(default_factory=dict)
    description: str = "A demonstration.\n"
    files: Mapping[str, bytes] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    named: str = ""
    bytes_: bytes | None = None

    @property
    def stem(self) -> str:
        """Name and version as file names spell them."""
        return f"{re.sub(r'[-_.]+', '_', self.name).lower()}-{self.version}"

    @property
    def metadata(self) -> bytes:
        """METADATA or PKG-INFO."""
        usual = {"Metadata-Version": "2.4", "Name": self.name, "Version": self.version}
        lines = [
            f"{header}: {value}"
            for header, values in {**usual, **self.headers}.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        return ("\n".join(lines) + "\n\n" + self.description).encode()


@dataclass(frozen=True, kw_only=True)
class Wheel(_Built):
    """A wheel.

    Args:
        tag: Python, ABI and platform tag.
        build: Build tag, if it has one.
        compression: One of zipfile's methods.
        infos: Member name to further attributes of its ZipInfo.
    """

    tag: str = "py3-none-any"
    build: str = ""
    compression: int = zipfile.ZIP_DEFLATED
    infos: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def filename(self) -> str:
        build = f"-{self.build}" if self.build else ""
        return self.named or f"{self.stem}{build}-{self.tag}.whl"

    @property
    def dist_info(self) -> str:
        return f"{self.stem}.dist-info"

    @property
    def wheel_file(self) -> bytes:
        """WHEEL."""
        build = f"Build: {self.build}\n" if self.build else ""
        return f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {self.tag}\n{build}".encode()

    @property
    def members(self) -> dict[str, bytes]:
        """All members with RECORD, which lists the others truthfully unless `files` replaces it."""
        usual = {
            f"{self.stem.partition('-')[0]}/__init__.py": b"",
            f"{self.dist_info}/METADATA": self.metadata,
            f"{self.dist_info}/WHEEL": self.wheel_file,
        }
        members = usual | dict(self.files)
        record = f"{self.dist_info}/RECORD"
        members = {name: content for name, content in members.items() if not self._is_omitted(name)}
        if record not in members and not self._is_omitted(record):
            members[record] = record_of(members) + f"{record},,\n".encode()
        return members

    @property
    def content(self) -> bytes:
        """The bytes of the file, always the same."""
        if self.bytes_ is not None:
            return self.bytes_
        return zip_of(self.members.items(), compression=self.compression, infos=self.infos)

    @property
    def form(self) -> dict[str, list[str]]:
        """The text fields that twine sends with it."""
        return _form(
            self.metadata, self.content, filetype="bdist_wheel", pyversion=self.tag.partition("-")[0]
        )

    def _is_omitted(self, name: str) -> bool:
        return name.removeprefix(f"{self.dist_info}/") in self.omit


@dataclass(frozen=True, kw_only=True)
class Sdist(_Built):
    """A source distribution.

    Args:
        infos: Further members without content, such as links, as tarfile describes them.
        top: Top folder, if not the one that follows from name and version.
        format: One of tarfile's formats.
    """

    infos: Sequence[tarfile.TarInfo] = ()
    top: str = ""
    format: int = tarfile.PAX_FORMAT

    @property
    def filename(self) -> str:
        return self.named or f"{self.stem}.tar.gz"

    @property
    def root(self) -> str:
        return self.top or self.stem

    @property
    def members(self) -> dict[str, bytes]:
        usual = {
            f"{self.root}/PKG-INFO": self.metadata,
            f"{self.root}/pyproject.toml": b"[build-system]\nrequires = []\n",
        }
        members = usual | dict(self.files)
        return {
            name: content
            for name, content in members.items()
            if name.removeprefix(f"{self.root}/") not in self.omit
        }

    @property
    def tar(self) -> bytes:
        """The tar file before compression."""
        return tar_of(self.members.items(), infos=self.infos, format_=self.format)

    @property
    def content(self) -> bytes:
        """The bytes of the file, always the same."""
        return gzip.compress(self.tar, mtime=0) if self.bytes_ is None else self.bytes_

    @property
    def form(self) -> dict[str, list[str]]:
        """The text fields that twine sends with it."""
        return _form(self.metadata, self.content, filetype="sdist", pyversion="source")


def record_of(members: Mapping[str, bytes]) -> bytes:
    """Return the lines of RECORD for these members."""
    return "".join(
        f"{name},{_record_digest(content)},{len(content)}\n" for name, content in members.items()
    ).encode()


def zip_of(
    members: Iterable[tuple[str, bytes]],
    *,
    compression: int = zipfile.ZIP_DEFLATED,
    infos: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """Return a ZIP file of these members in this order; names may repeat."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            info.external_attr = 0o100644 << 16
            for attribute, value in (infos or {}).get(name, {}).items():
                setattr(info, attribute, value)
            archive.writestr(info, content)
    return buffer.getvalue()


def tar_of(
    members: Iterable[tuple[str, bytes]],
    *,
    infos: Iterable[tarfile.TarInfo] = (),
    format_: int = tarfile.PAX_FORMAT,
) -> bytes:
    """Return a tar file of these members, then those of `infos`, which have no content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in infos:
            archive.addfile(info)
    return buffer.getvalue()


def tar_member(name: str, *, type_: bytes, target: str = "") -> tarfile.TarInfo:
    """Describe a folder, link or other tar member without content."""
    info = tarfile.TarInfo(name)
    info.type = type_
    info.linkname = target
    return info


def _record_digest(content: bytes) -> str:
    return "sha256=" + urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _form(metadata: bytes, content: bytes, *, filetype: str, pyversion: str) -> dict[str, list[str]]:
    fields = {
        ":action": ["file_upload"],
        "protocol_version": ["1"],
        "filetype": [filetype],
        "pyversion": [pyversion],
        "md5_digest": [hashlib.md5(content, usedforsecurity=False).hexdigest()],
        "sha256_digest": [hashlib.sha256(content).hexdigest()],
        "blake2_256_digest": [hashlib.blake2b(content, digest_size=32).hexdigest()],
    }
    for attribute, value in cast(Mapping[str, Any], parse_email(metadata)[0]).items():
        fields[form_field(attribute)] = _form_values(attribute, value)
    return fields


def _form_values(attribute: str, value: str | list[str] | dict[str, str]) -> list[str]:
    if isinstance(value, dict):
        return [f"{label}, {url}" for label, url in value.items()]
    if attribute == "keywords":
        return [", ".join(value)]
    return [value] if isinstance(value, str) else list(value)
