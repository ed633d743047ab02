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
        "  Compared with version 1:",
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
        (("--share", "0.5%", "--in-force", "9999-12-31"), "2036-02-28"),
        (("--in-force", IN_A_FORTNIGHT), "changes nothing"),
    ):
        refused = strongroom("policy", "announce", *options, *WHY)
        assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert strongroom("policy", "announce", "--share", "much", *WHY).exit_code == 2
    assert len(list_policies()) == 1


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--share", "500%"), "'--share': has to be above 0% and at most 100%, with up to 4 decimal places."),
        (("--share", "0.5"), "'--share': '0.5' is no share: write it in percent, such as 0.5% or 10%."),
        (("--share", "1"), "'--share': '1' is no share: write it in percent"),
        (("--share", "1%%"), "'--share': '1%%' is no share: write it in percent"),
        (("--candidate-share", "0.9"), "'--candidate-share': '0.9' is no share: write it in percent"),
        (("--keep-factor", "125%"), "'--keep-factor': '125%' is no number, such as 1.25."),
        (("--window-days", "0"), "'--window-days': has to be a whole number from 1 to 3,660."),
        (("--keep-factor", "0.5"), "'--keep-factor': has to be from 1 to 100, with up to 6 decimal places."),
        (
            ("--count", "robots"),
            "'--count': 'robots' is no class of clients. There are bot, browser, installer",
        ),
    ],
    ids=str,
)
def test_a_number_that_is_none_is_named_by_its_option(
    strongroom: Strongroom, option: tuple[str, str], words: str
) -> None:
    for command in (("policy", "announce", *WHY), ("designate", "--dry-run")):
        refused = strongroom(*command, *option)
        assert refused.exit_code == 2
        assert words in " ".join(refused.output.split())


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2030-02-29", "'2030-02-29' is no day: the calendar has none of that date."),
        ("2030-13-01", "'2030-13-01' is no day: the calendar has none of that date."),
        ("1 May 2030", "'1 May 2030' is no day, such as 2026-07-01."),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("designate", "--date"),
        ("policy", "announce", *WHY, "--in-force"),
        ("runs", "discard", *WHY, "--after"),
        ("vouchers", "import", "1", "-", "--redeem-until"),
    ],
    ids=lambda command: command[0],
)
def test_a_day_that_is_none_is_told_so(
    strongroom: Strongroom, command: tuple[str, ...], day: str, words: str
) -> None:
    refused = strongroom(*command, day)
    assert refused.exit_code == 2
    assert words in " ".join(refused.output.split())
    assert "format" not in refused.output


def test_other_numbers_are_tried(strongroom: Strongroom, ada: Person) -> None:
    tried = strongroom("designate", "--dry-run", "--minimum-downloads", "6000", "--lapse-days", "30")
    assert tried.stdout.splitlines() == [
        "Compared with version 1, which is in force:",
        "  Least counted downloads: 6,000 in the window (was 1,000 in the window)",
        "  Lapses: after 30 days in a row outside every rule (was after 365 days in a row outside every rule)",
        "Critical projects: 1 now, 1 at first, 0 once those that fall out have lapsed. Cut-off: 6,000 downloads.",
        "- harborlight: rank 1, 5,000 downloads, held by no rule: lapses after 30 days of that",
        "People bound by a mandate on them: 1 now, 1 at first, 0 once those that fall out have lapsed.",
        "Of them without a second factor: 1 now, 1 at first, 0 once those that fall out have lapsed.",
        (
            "Of 0 files that people published in the last 90 days to projects that a rule would hold, 0 would have "
            "been refused: their publishers hold no second factor now."
        ),
        "Nothing was stored.",
    ]
    assert DesignationRun.objects.count() == 1


def test_what_is_tried_is_what_is_announced(strongroom: Strongroom, ada: Person) -> None:
    """Both begin with the newest version, which is not in force yet."""
    strongroom("policy", "announce", "--dependents", *WHY, "--in-force", IN_A_FORTNIGHT)
    tried = strongroom("designate", "--dry-run", "--share", "0.5%").stdout.splitlines()
    announced = strongroom("policy", "announce", "--share", "0.5%", *WHY, "--in-force", IN_A_FORTNIGHT)
    assert (
        tried[0]
        == f"Compared with version 2, which is announced for {IN_A_FORTNIGHT} (what that changes is tried, too):"
    )
    assert tried[1] == "  Share of the projects: 0.5% (was 1%)"
    assert tried[2].startswith("Critical projects: 1 now, 1 by these numbers.")
    assert announced.output.splitlines()[1:] == ["  Compared with version 2:", tried[1]]


def test_other_numbers_are_never_run(strongroom: Strongroom, ada: Person) -> None:
    for options in ((), ("--dry-run", "--date", "2026-03-01")):
        refused = strongroom("designate", "--share", "0.5%", *options)
        assert (refused.exit_code, "policy announce" in refused.output) == (2, True)


def test_a_former_setting_says_where_the_rule_is_now(program: Program) -> None:
    refused = program("policy", "list", STRONGROOM_CRITICAL_SHARE="0.05")
    assert refused.returncode == 1
    assert "STRONGROOM_CRITICAL_SHARE is no longer a setting" in refused.stderr
    assert "`strongroom policy announce --share" in refused.stderr
