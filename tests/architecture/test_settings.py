"""Each setting is documented, and nothing is documented that is no setting."""

import re

from strongroom.config.env import VARIABLES
from tests.architecture.sources import ROOT

REFERENCE = "docs/reference/settings.md"
_NAME = re.compile(r"\bSTRONGROOM_[A-Z0-9_]+\b")


def differences(settings: set[str], reference: str) -> list[str]:
    """Return a sentence for each name that is only a setting, or only documented."""
    documented = set(_NAME.findall(reference))
    return [f"{name} is not documented in {REFERENCE}" for name in sorted(settings - documented)] + [
        f"{name} is documented, but no setting" for name in sorted(documented - settings)
    ]


def test_the_rule_catches_both_kinds_of_difference() -> None:
    assert differences({"STRONGROOM_DATA"}, "`STRONGROOM_COLOR` chooses a color.") == [
        "STRONGROOM_DATA is not documented in docs/reference/settings.md",
        "STRONGROOM_COLOR is documented, but no setting",
    ]


def test_the_reference_lists_exactly_the_settings() -> None:
    reference = ROOT / REFERENCE
    assert reference.is_file(), f"{REFERENCE} does not exist; it documents strongroom.config.env.VARIABLES"
    assert differences({variable.name for variable in VARIABLES}, reference.read_text(encoding="utf-8")) == []


def test_every_setting_says_what_it_is_for() -> None:
    assert [variable.name for variable in VARIABLES if not variable.summary.strip()] == []
