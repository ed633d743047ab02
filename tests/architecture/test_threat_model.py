"""Each attack of the threat model names tests that are there, and each module of attacks stands in it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    row.strip("|").split(" | ")
    for row in (ROOT / "docs/explanation/threat-model.md").read_text("utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| attack ")
]
SHOWN_BY = {row[0].strip(): re.findall(r"`([^`]+)`", row[-1]) for row in ROWS}


def test_every_attack_names_what_shows_it() -> None:
    assert len(SHOWN_BY) > 40
    assert [attack for attack, modules in SHOWN_BY.items() if not modules] == []
    named = {module for modules in SHOWN_BY.values() for module in modules}
    assert [module for module in sorted(named) if not (ROOT / "tests" / f"{module}.py").is_file()] == []


def test_every_module_of_attacks_is_named() -> None:
    named = {module for modules in SHOWN_BY.values() for module in modules}
    played = {f"attacks/{path.stem}" for path in (ROOT / "tests/attacks").glob("test_*.py")}
    assert played - named == set()
