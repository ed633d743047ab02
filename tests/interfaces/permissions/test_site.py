"""The permission matrix of the site: every address, every kind of person, every kind of credential.

A new address is not in the tables, and so fails the first test. Its row says who may; everybody else is asked, too.
"""

from collections.abc import Collection

import pytest
from pytest_django import Settings

from tests.interfaces.permissions.asking import Told, Visitor
from tests.interfaces.permissions.kinds import OPERATORS, SIGNED_IN, SIGNED_OUT, Credential, Kind
from tests.interfaces.permissions.rows import Answer, Row, Rule
from tests.interfaces.permissions.table import (
    ROWS,
    Case,
    address_of,
    addresses_of_the_site,
    cases_of,
    title_of,
)

HOW_TO = "add a row to a table of tests/interfaces/permissions (table_*.py), which says who may"

_NUMBERS = {title_of(row): number for number, row in enumerate(ROWS)}
_AT_THE_DESK = OPERATORS | {Kind.KEYLESS}
_PEOPLE = SIGNED_IN - _AT_THE_DESK
of_each_row = pytest.mark.parametrize("row", ROWS, ids=title_of)


def test_every_address_of_the_site_has_a_row() -> None:
    known = {address_of(row) for row in ROWS}
    missing = [one for one in addresses_of_the_site() if one not in known]
    assert not missing, f"{HOW_TO}: {missing}"


def test_every_row_is_about_an_address_of_the_site() -> None:
    there = set(addresses_of_the_site())
    assert [row.at for row in ROWS if address_of(row) not in there] == []


@of_each_row
def test_each_kind_of_person_gets_what_the_row_says(visitor: Visitor, row: Row) -> None:
    wrong = []
    for case in cases_of(row):
        for kind in sorted(_asked(case, _NUMBERS[title_of(row)])):
            told = visitor.ask(case.method, row, kind, Credential.FRESH)
            wrong += _differing(f"{case.method} by {kind}", case.rule.answer_to(kind), told, case.rule)
    assert not wrong, "\n".join(wrong)


@of_each_row
def test_each_kind_of_credential_gets_as_far_as_it_should(visitor: Visitor, row: Row) -> None:
    """Shown by one of those who may, for the question is what they bring."""
    page, deed = cases_of(row)
    case = deed if deed.rule.may else page
    wrong = []
    for credential, expected in _expected_of(case).items():
        somebody = next(kind for kind in Kind if kind in case.rule.may and kind in SIGNED_IN)
        told = visitor.ask(case.method, row, somebody, credential)
        wrong += _differing(f"{case.method} by {somebody}, with {credential}", expected, told, case.rule)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", [row for row in ROWS if row.forged], ids=title_of)
def test_nobody_gets_anything_by_a_forged_link(visitor: Visitor, row: Row) -> None:
    for kind in Kind:
        assert visitor.ask("POST", row, kind, Credential.FRESH, at=row.forged) == Told(Answer.NOT_FOUND), kind


def test_on_a_private_index_strangers_are_asked_first(visitor: Visitor, settings: Settings) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    wrong = []
    for case in (case for row in ROWS for case in cases_of(row)):
        told = visitor.ask(case.method, case.row, Kind.ANONYMOUS, Credential.NONE)
        expected = case.row.when_private or case.rule.answer_to(Kind.ANONYMOUS)
        wrong += _differing(f"{case.method} {case.row.at}", expected, told, case.rule)
    assert not wrong, "\n".join(wrong)


def _asked(case: Case, number: int) -> set[Kind]:
    """Return who is asked.

    Everybody, for whatever is done and for pages that are not for all; of those who are strangers there (operators at a
    project, people at the desk) and of accounts that are no longer open, others for each row. Fewer, where a rule is
    the same for all, and on the page of a form, whose deed everybody is asked for.
    """
    may = {kind for kind in SIGNED_IN if case.rule.answer_to(kind) is Answer.YES}
    may_not = SIGNED_IN - may
    asked = {Kind.ANONYMOUS} | _some(SIGNED_OUT - {Kind.ANONYMOUS}, number, 1)
    if case.rule.is_alike or case.is_form:
        return asked | _some(may, number, 3) | _some(may_not, number, 3)
    strangers = may_not & (_PEOPLE if case.row.at.startswith("/desk/") else _AT_THE_DESK)
    return asked | (SIGNED_IN - strangers) | _some(strangers, number, 2)


def _some(kinds: Collection[Kind], number: int, how_many: int) -> set[Kind]:
    """Return as many of them, others for each number."""
    ordered = sorted(kinds)
    start = number % len(ordered) if ordered else 0
    return {*(ordered[start:] + ordered[:start])[:how_many]}


def _expected_of(case: Case) -> dict[Credential, Answer]:
    """Return what somebody who may gets with each credential."""
    rule, nobody = case.rule, case.rule.answer_to(Kind.ANONYMOUS)
    if not rule.may:
        return {}
    expected = dict.fromkeys((Credential.FORGED, Credential.PASSWORD, Credential.TOKEN), nobody)
    if nobody is not Answer.YES:
        without_proof = Answer.PROVE if rule.proof else Answer.YES
        expected |= dict.fromkeys((Credential.SESSION, Credential.OLD), without_proof)
        expected[Credential.WEAK] = Answer.YES if rule.weak else Answer.PROVE
    if case.method == "POST":
        expected[Credential.OTHER_SITE] = Answer.YES if rule.any_site else Answer.FORBIDDEN
    return expected


def _differing(what: str, expected: Answer, told: Told, rule: Rule) -> list[str]:
    """Return what is wrong, in words."""
    if told.answer is not expected:
        return [f"{what}: {told.answer}, and not {expected}"]
    if not rule.is_told(told.answer, changed=told.changed):
        return [f"{what}: {told.answer}, and the journal {'changes' if told.changed else 'stays as it is'}"]
    return []
