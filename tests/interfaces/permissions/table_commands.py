"""Every command. Who has the machine runs them; none asks who somebody is, and none takes a person's word for it."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What a command does to the index, and as whom."""

    READS = "shows something"
    CHANGES = "changes something, as operator:console"
    MAKES_UP = "makes an index up, in a folder of its own"
    FOR_SOMEBODY = "does what the person themselves may do now"
    MACHINE = "sees to this machine"
    ANYWHERE = "needs no index: who has a token narrows it"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        name: As it is typed.
        arguments: With which it is run here; what stands in braces is known to the world.
        tried_in: The test that runs it, if it is not run here.
    """

    name: str
    effect: Effect
    arguments: str = ""
    tried_in: str = ""


R, C, M = Effect.READS, Effect.CHANGES, Effect.MACHINE
SERVER = "tests/clients/test_the_server.py"
PAGES = "tests/interfaces/cli/test_pages.py"
KEYS = "tests/interfaces/cli/test_passwords_and_keys.py"
CHECKS = "tests/interfaces/cli/test_check_and_downloads.py"
DETAILS = "tests/interfaces/cli/test_download_details.py"
VOUCHERS = "tests/interfaces/cli/test_vouchers.py"
WHY = "--reason Because."

COMMANDS = (
    Command("serve", M, tried_in=SERVER),
    Command("read", M, tried_in=SERVER),
    Command("lane", M, tried_in=SERVER),
    Command("web", M, tried_in=SERVER),
    Command("work", M, tried_in=SERVER),
    Command("prepare", M, tried_in="tests/interfaces/cli/conftest.py"),
    Command("pages follow", M, tried_in=PAGES),
    Command("pages rebuild", M, tried_in=PAGES),
    Command("pages verify", M, tried_in=PAGES),
    Command("check", M, tried_in=CHECKS),
    Command("downloads import", M, tried_in=CHECKS),
    Command("downloads details", M, tried_in=DETAILS),
    Command("downloads move", M, tried_in=DETAILS),
    Command("downloads totals", M, tried_in=CHECKS),
    Command("passwords import", M, tried_in=KEYS),
    Command("keys add", C, tried_in=KEYS),
    Command("keys drop", C, tried_in=KEYS),
    Command("keys rotate", C, tried_in=KEYS),
    Command("keys list", R, tried_in=KEYS),
    Command("operator list", R),
    Command("operator create", C, "nemo --email nemo@people.example"),
    Command("operator grant", C, f"the-auditor support {WHY}"),
    Command("operator revoke", C, f"the-auditor auditor {WHY}"),
    Command("user create", C, "eve --email eve@people.example --verified"),
    Command("user freeze", C, f"the-owner {WHY}"),
    Command("user unfreeze", C, f"the-frozen {WHY}"),
    Command("user end-sessions", C, f"the-owner {WHY}"),
    Command("recovery list", R),
    Command("recovery show", R, "{recovery}"),
    Command("recovery approve", C, "{recovery} --reason Because. --note Seen."),
    Command("token create", Effect.FOR_SOMEBODY, "{username}"),
    Command("token narrow", Effect.ANYWHERE, tried_in="tests/interfaces/cli/test_tokens.py"),
    Command("mail bounced", R),
    Command("mail unreachable", R),
    Command("simulate", Effect.MAKES_UP, tried_in="tests/interfaces/cli/test_simulate.py"),
    Command("designate", C, tried_in="tests/interfaces/cli/test_criticality.py"),
    Command("runs discard", C, tried_in="tests/interfaces/cli/test_discarded_runs.py"),
    Command("policy show", R),
    Command("policy list", R),
    Command("policy announce", C, f"--lapse-days 300 --in-force 2026-09-01 {WHY}"),
    Command("policy withdraw", C, f"2 {WHY}"),
    Command("mandate show", R),
    Command("mandate announce", C, tried_in="tests/interfaces/cli/test_mandates.py"),
    Command("mandate name", C, tried_in="tests/interfaces/cli/test_mandates.py"),
    Command("mandate unname", C, tried_in="tests/interfaces/cli/test_mandates.py"),
    Command("mandate enforce", C, tried_in="tests/interfaces/cli/test_mandates.py"),
    Command("mandate end", C, tried_in="tests/interfaces/cli/test_mandates.py"),
    Command("vouchers list", R),
    Command("vouchers show", R, "{campaign}"),
    Command("vouchers create", C, tried_in=VOUCHERS),
    Command("vouchers import", C, tried_in=VOUCHERS),
    Command("vouchers withdraw", C, "{campaign} --reason Because."),
    Command("vouchers end", C, "{campaign} --reason Because."),
    Command("name check", R, "quietqueue"),
    Command("name flagged", R),
    Command("name list", R),
    Command("name permit", C, f"quietqueue {WHY}"),
    Command("name prohibit", C, f"quietqueue {WHY}"),
    Command("name forget", C, f"moonshine {WHY}"),
    Command("namespace list", R),
    Command("namespace grant", C, f"quietqueue the-stranger {WHY}"),
    Command("namespace revoke", C, f"buoy {WHY}"),
    Command("project custody", R),
    Command("project give", C, f"driftwood --to nina {WHY}"),
    Command("project approve-gift", C, f"lighthouse --to ivan {WHY}"),
    Command("project stop-gift", C, f"lighthouse --to ivan {WHY}"),
    Command("project quarantine", C, f"harborlight {WHY}"),
    Command("project lift", C, f"fogbell {WHY}"),
    Command("release quarantine", C, f"harborlight 1.0 {WHY}"),
    Command("release lift", C, f"harborlight 0.8 {WHY}"),
    Command("why", R, "harborlight"),
)
