"""The project's own files, as the tests of this folder read them."""

import ast
import gc
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "strongroom"

CONTEXTS = (
    "simulation",
    "publishing",
    "mandates",
    "readpath",
    "criticality",
    "catalog",
    "downloads",
    "accounts",
)
"""The rooms of the domain, from top to bottom."""


@dataclass(frozen=True)
class Source:
    """One Python file: where it is, relative to the root, and what it says."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The dotted name it is imported by: `strongroom.foundation.clock`."""
        return self.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_migration(self) -> bool:
        """Django wrote it."""
        return "/migrations/" in self.path

    def within(self, *modules: str) -> bool:
        """It is one of these modules, or inside one of these packages."""
        return any(self.module == module or self.module.startswith(module + ".") for module in modules)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: `{"dt": "datetime", "now": "django.utils.timezone.now"}`."""
        meanings: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    meanings |= (
                        {alias.asname: alias.name} if alias.asname else {_top(alias.name): _top(alias.name)}
                    )
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                meanings |= {
                    alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
                }
        return meanings

    def meaning(self, node: ast.expr) -> str:
        """Return the full dotted name an expression stands for, or an empty string."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self.meaning(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def uses(self) -> Iterator[tuple[int, str]]:
        """Yield every use of an imported thing: its line and its full dotted name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and (meaning := self.meaning(node)):
                yield node.lineno, meaning

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield every module or name that is imported: its line and its full dotted name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]


def tracked_files() -> list[str]:
    """Return the path of every file that git tracks, or would once added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


def python_files(*folders: str) -> list[Source]:
    """Return the Python files of the project, or of these folders of it."""
    wanted = tuple(f"{folder}/" for folder in folders) or ("",)
    return [source for source in _all_python_files() if source.path.startswith(wanted)]


@cache
def _all_python_files() -> tuple[Source, ...]:
    """Return them as they are when they are first asked for: read, and parsed, once for all tests of a process."""
    sources = tuple(
        Source(path, (ROOT / path).read_text(encoding="utf-8"))
        for path in tracked_files()
        if path.endswith(".py")
    )
    # Of millions of nodes none goes before the process does. Looking for garbage among them, as they grow and ever
    # after, would take three times as long as parsing.
    gc.disable()
    try:
        assert all(source.tree for source in sources)
        gc.freeze()
    finally:
        gc.enable()
    return sources
