"""The rules on the command line: shown, listed, announced, withdrawn, and tried."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.criticality.models import DesignationRun
from strongroom.criticality.queries import list_policies
from strongroom.foundation import clock
from tests.interfaces.cli.conftest import Program, Strongroom
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db
WHY = ("--reason", "Half of it is enough.")
IN_A_FORTNIGHT = (NOON.date() + timedelta(days=14)).isoformat()


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def ada() -> Person:
    ada = given.person("ada")
    given.critical_project(ada)
    return ada


def test_what_is_in_force_is_shown(strongroom: Strongroom) -> None:
    lines = strongroom("policy", "show").output.splitlines()
    assert lines[0].startswith("Version 1, announced on ")
    assert "  Share of the projects: 1%" in lines
    assert "  Projects that most others need: off" in lines
    assert strongroom("policy", "show", "9").exit_code == 1


def test_a_version_is_announced_listed_and_withdrawn(strongroom: Strongroom, ada: Person) -> None:
    options = ("--share", "0.5%", "--dependents", "--count", "installer", "--count", "mirror")
    announced = strongroom("policy", "announce", *options, *WHY, "--in-force", IN_A_FORTNIGHT)
    assert announced.output.splitlines() == [
        f"Version 2, announced on 2026-03-02 by operator:console, to be in force from {IN_A_FORTNIGHT}: {WHY[1]}",
        "  Share of the projects: 0.5% (was 1%)",
        "  Downloads that count: by installers, mirrors (was by installers)",
        "  Projects that most others need: on (was off)",
    ]
    assert "  Share of the projects: 0.5% (was 1%)" in strongroom("policy", "list").output
    assert "  Share of the projects: 1%" in strongroom("policy", "show").output
    assert strongroom("policy", "withdraw", "2", "--reason", "No.").output == "Version 2 is withdrawn.\n"
    assert "withdrawn on 2026-03-02: No." in strongroom("policy", "list").output


def test_too_soon_and_too_much_are_refused_in_a_line(strongroom: Strongroom, ada: Person) -> None:
    for options, words in (
        (("--share", "0.5%"), IN_A_FORTNIGHT),
        (("--share", "0.5%", "--in-force", "2026-03-03"), IN_A_FORTNIGHT),
        (("--share", "500%", "--in-force", IN_A_FORTNIGHT), "share is above 0"),
        (("--in-force", IN_A_FORTNIGHT), "changes nothing"),
    ):
        refused = strongroom("policy", "announce", *options, *WHY)
        assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert strongroom("policy", "announce", "--share", "much", *WHY).exit_code == 2
    assert len(list_policies()) == 1


def test_other_numbers_are_tried(strongroom: Strongroom, ada: Person) -> None:
    tried = strongroom("designate", "--dry-run", "--minimum-downloads", "6000", "--lapse-days", "30")
    assert tried.stdout.splitlines() == [
        "Least counted downloads: 6,000 in the window (was 1,000 in the window)",
        "Lapses: after 30 days in a row outside every rule (was after 365 days in a row outside every rule)",
        "0 projects would be critical (1 are); cut-off 6000 downloads.",
        "- harborlight: rank 1, 5000 downloads, held by no rule: lapses after 30 days",
        "0 people would be bound by a mandate, 0 of them without a second factor (1 are, 1 of them without).",
        (
            "0 of the 0 files that people published to these projects in the last 90 days would have been refused: "
            "their publishers hold no second factor now."
        ),
        "Nothing was stored.",
    ]
    assert DesignationRun.objects.count() == 1


def test_other_numbers_are_never_run(strongroom: Strongroom, ada: Person) -> None:
    for options in ((), ("--dry-run", "--date", "2026-03-01")):
        refused = strongroom("designate", "--share", "0.5%", *options)
        assert (refused.exit_code, "policy announce" in refused.output) == (2, True)


def test_a_former_setting_says_where_the_rule_is_now(program: Program) -> None:
    refused = program("policy", "list", STRONGROOM_CRITICAL_SHARE="0.05")
    assert refused.returncode == 1
    assert "STRONGROOM_CRITICAL_SHARE is no longer a setting" in refused.stderr
    assert "`strongroom policy announce --share" in refused.stderr
