"""The clients of the tests: several versions of several tools, each in an environment of its own.

`scripts/provide-clients` makes them from requirements/clients/*.txt; `make test` calls it. What the
development environment holds anyway (uv, twine, flit, hatch, Poetry) is taken from there.
"""

from pathlib import Path

from tests.support.served import BIN, ROOT

ENVIRONMENTS = ROOT / ".venv-clients"


def program(name: str, *, of: str = "") -> Path:
    """Return where a program is.

    Args:
        of: Environment of the client; the development environment if not given.

    Raises:
        AssertionError: if the client is not installed.
    """
    folder = ENVIRONMENTS / of / "bin" if of else BIN
    assert (folder / name).exists(), f"{name} is not in {folder}: run scripts/provide-clients"
    return folder / name
