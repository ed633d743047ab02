"""Settings from a file, overridden by the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from fernpath import get
from harborlight import parse

__all__ = ["SettingError", "Settings"]


class SettingError(ValueError):
    """A setting is missing, or holds what it cannot mean."""


@dataclass(frozen=True)
class Settings:
    """What a file says, and the environment that overrides it."""

    tree: Mapping[str, Any]
    environ: Mapping[str, str]
    prefix: str

    @classmethod
    def load(cls, path: str | Path, *, prefix: str, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the file; one that does not exist says nothing."""
        file = Path(path)
        tree = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return cls(tree, environ, prefix)

    def text(self, name: str, *, default: str | None = None) -> str:
        """Return the setting as text."""
        variable = self.prefix + name.replace(".", "_").upper()
        value = self.environ.get(variable, get(self.tree, name, default=default))
        if value is None:
            raise SettingError(f"{name} is not set: put it into the file, or set {variable}")
        return str(value)

    def duration(self, name: str, *, default: str | None = None) -> timedelta:
        """Return the setting as a duration, such as `1h 30m`."""
        text = self.text(name, default=default)
        try:
            return parse(text)
        except ValueError as error:
            raise SettingError(f"{name}: {error}") from error
