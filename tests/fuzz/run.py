"""Search for inputs that break a reader: `python -m tests.fuzz.run TARGET [--seconds N]`.

atheris changes bytes guided by which of our lines they reach. What it finds is kept in var/fuzz/TARGET and tried
again by the next run; an input that breaks something is written there as crash-… or timeout-…, and the run fails.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TARGETS = ("forms", "archives", "macaroons")
TIMEOUT_SECONDS = 20
"""For one input, on a busy machine."""
MEMORY_MEBIBYTES = 2048
MAX_INPUT_BYTES = 16 * 1024


def main() -> None:
    """Fuzz one reader; atheris ends the process, with 0 if nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "fuzz")
    parser.add_argument("inputs", type=Path, nargs="*", help="try only these, for example a crash-… file")
    asked = parser.parse_args()
    atheris: Any = import_module("atheris")
    target = _instrumented(atheris, asked.target)
    folder = asked.folder / asked.target
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:02}").write_bytes(seed)
    options = [
        f"-max_total_time={asked.seconds}",
        f"-timeout={TIMEOUT_SECONDS}",
        f"-rss_limit_mb={MEMORY_MEBIBYTES}",
        f"-max_len={MAX_INPUT_BYTES}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    atheris.Setup(
        [sys.argv[0], *options, *map(str, asked.inputs or [corpus])], lambda data: bool(target.feed(data))
    )
    atheris.Fuzz()


def _instrumented(atheris: Any, name: str) -> Any:
    """Import the target so that atheris sees which of our lines an input reaches."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with atheris.instrument_imports(include=["strongroom"]):
        if name == "forms":
            import_module("django").setup()
        return import_module(f"tests.fuzz.{name}")


if __name__ == "__main__":
    main()
