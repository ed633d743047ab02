"""Somebody at the console who types nonsense: each command says so in a line, and changes nothing."""

import pytest
from click.testing import CliRunner

from strongroom.infra.journal.models import JournalEntry
from strongroom.interfaces.cli.group import cli
from tests.support import given, vouchers

pytestmark = pytest.mark.django_db

HUGE = "9" * 25
CLUMSY = (
    ("mandate", "end", HUGE, "--reason", "x"),
    ("mandate", "end", "1", "--reason", ""),
    ("mandate", "announce", "--reason", "x", "--brownout", "-5"),
    ("mandate", "announce", "--reason", "x", "--brownout", HUGE),
    ("mandate", "announce", "--reason", "x", "--notice-days", "-5"),
    ("mandate", "announce", "--reason", "x", "--scope", "organization", "--target", ""),
    ("mandate", "announce", "--reason", "x", "--scope", "projects", "--target", "a b"),
    ("mandate", "announce", "--reason", "x" * 5000),
    ("vouchers", "end", HUGE, "--reason", "x"),
    ("vouchers", "show", "-3"),
    ("policy", "announce", "--share", "1E+999999999", "--reason", "x"),
    ("policy", "announce", "--share", "nan", "--reason", "x"),
    ("policy", "withdraw", HUGE, "--reason", "x"),
)


def test_nonsense_is_answered_in_a_line_and_changes_nothing() -> None:
    vouchers.campaign()
    given.critical_project(given.person("ada"))
    before = JournalEntry.objects.count()
    for words in CLUMSY:
        result = CliRunner().invoke(cli, words)
        assert result.exit_code in {1, 2}, words
        assert isinstance(result.exception, SystemExit), words
    assert JournalEntry.objects.count() == before


def test_what_is_not_text_is_said_to_be_none() -> None:
    given.critical_project(given.person("ada"))
    result = CliRunner().invoke(cli, ("mandate", "announce", "--reason", "x\udcff"))
    assert (result.exit_code, result.output) == (1, "strongroom: What was given is not text in UTF-8.\n")
