"""When a mail domain has lapsed: only what is certain, and seen often enough, counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.domains import (
    ABSENCES,
    CERTAIN_AFTER,
    LOOK_AGAIN_AFTER,
    LOOK_EVERY,
    WARN_BEFORE,
    Doubt,
    Finding,
    Reading,
    changed_hands,
    domain_of,
    due_after,
    either,
    finding_of,
    is_expiry_to_tell,
    mail_hosts,
    words_for,
)
from strongroom.foundation.dns_answers import Answer, Outcome

NOW = datetime(2026, 5, 24, 12, tzinfo=UTC)
FOUND, NOTHING, UNCLEAR = Answer(Outcome.FOUND), Answer(Outcome.NOTHING), Answer(Outcome.UNCLEAR)
NO_NAME = Answer(Outcome.NO_SUCH_NAME)
MX = Answer(Outcome.FOUND, ("mx.example.",))
NULL_MX = Answer(Outcome.FOUND, (".",))

answers = st.sampled_from([FOUND, NOTHING, UNCLEAR, NO_NAME, MX, NULL_MX])


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("Ada@Example.ORG", "example.org"),
        ("ada@mail.example.org.", "mail.example.org"),
        ('"a@b"@example.org', "example.org"),
        ("ada@localhost", ""),
        ("ada@[192.0.2.1]", ""),
    ],
)
def test_a_domain_that_anybody_could_register_is_watched(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("exchangers", "hosts"),
    [
        (Answer(Outcome.FOUND, ("a.example.", "b.example.")), ("a.example.", "b.example.")),
        (NOTHING, ("example.org",)),
        (NO_NAME, ("example.org",)),
        (NULL_MX, ()),
        (UNCLEAR, ()),
    ],
)
def test_mail_goes_to_the_exchangers_or_to_the_domain_itself(
    exchangers: Answer, hosts: tuple[str, ...]
) -> None:
    assert mail_hosts("example.org", exchangers) == hosts


@pytest.mark.parametrize(
    ("exchangers", "hosts", "finding", "words"),
    [
        (MX, (FOUND,), Finding.TAKES_MAIL, "takes mail"),
        (MX, (NO_NAME, FOUND), Finding.TAKES_MAIL, "takes mail"),
        (NOTHING, (FOUND,), Finding.TAKES_MAIL, "takes mail"),
        (NO_NAME, (NO_NAME,), Finding.TAKES_NONE, "does not exist"),
        (NOTHING, (NOTHING,), Finding.TAKES_NONE, "neither a mail server nor an address"),
        (NULL_MX, (), Finding.TAKES_NONE, "no mail server that exists"),
        (MX, (NO_NAME, NOTHING), Finding.TAKES_NONE, "no mail server that exists"),
        (UNCLEAR, (), Finding.UNCLEAR, "no clear answer"),
        (MX, (NO_NAME, UNCLEAR), Finding.UNCLEAR, "no clear answer"),
        (NOTHING, (UNCLEAR,), Finding.UNCLEAR, "no clear answer"),
    ],
)
def test_what_the_answers_mean(
    exchangers: Answer, hosts: tuple[Answer, ...], finding: Finding, words: str
) -> None:
    reading = Reading(exchangers, hosts, FOUND)
    assert finding_of(reading) is finding
    assert words in words_for(reading)


@given(
    exchangers=answers, hosts=st.lists(answers, max_size=4), top=st.sampled_from([NOTHING, NO_NAME, UNCLEAR])
)
def test_who_does_not_know_the_top_level_domain_proves_no_absence(
    exchangers: Answer, hosts: list[Answer], top: Answer
) -> None:
    assert finding_of(Reading(exchangers, tuple(hosts), top)) is not Finding.TAKES_NONE


@given(exchangers=answers, hosts=st.lists(answers, max_size=4), where=st.integers(0, 4))
def test_one_unclear_answer_proves_no_absence(exchangers: Answer, hosts: list[Answer], where: int) -> None:
    hosts.insert(where, UNCLEAR)
    assert finding_of(Reading(exchangers, tuple(hosts), FOUND)) is not Finding.TAKES_NONE


@given(st.lists(answers, min_size=1, max_size=4))
def test_of_two_kinds_of_addresses_one_is_enough(several: list[Answer]) -> None:
    outcome = either(several).outcome
    outcomes = {answer.outcome for answer in several}
    assert outcome in outcomes
    assert (outcome is Outcome.FOUND) == (Outcome.FOUND in outcomes)
    assert not (either(several).is_absence and Outcome.UNCLEAR in outcomes)


looks = st.lists(st.tuples(st.sampled_from(Finding), st.integers(1, 48)), max_size=20)


def doubt_after(history: list[tuple[Finding, int]]) -> tuple[Doubt, datetime]:
    """Return the doubt after these looks, each so many hours after the one before, and the time of the last."""
    doubt, now = Doubt(), NOW
    for finding, hours in history:
        now += timedelta(hours=hours)
        doubt = doubt.after(finding, now=now)
    return doubt, now


@given(looks)
def test_nothing_is_certain_without_enough_looks_in_a_row(history: list[tuple[Finding, int]]) -> None:
    doubt, now = doubt_after(history)
    clear = [finding for finding, _ in history if finding is not Finding.UNCLEAR]
    if doubt.is_certain(now):
        assert clear[-ABSENCES:] == [Finding.TAKES_NONE] * ABSENCES


@given(looks)
def test_one_look_that_finds_mail_taken_ends_the_doubt(history: list[tuple[Finding, int]]) -> None:
    assert doubt_after([*history, (Finding.TAKES_MAIL, 1)])[0] == Doubt()


@given(looks)
def test_an_unclear_look_changes_nothing(history: list[tuple[Finding, int]]) -> None:
    assert doubt_after([*history, (Finding.UNCLEAR, 1)])[0] == doubt_after(history)[0]


def test_a_domain_that_is_gone_has_lapsed_after_a_day() -> None:
    doubt, now = Doubt(), NOW
    while not doubt.is_certain(now):
        doubt = doubt.after(Finding.TAKES_NONE, now=now)
        now = due_after(Finding.TAKES_NONE, now=now)
    assert CERTAIN_AFTER <= now - NOW <= CERTAIN_AFTER + LOOK_AGAIN_AFTER


def test_four_looks_within_an_hour_are_not_enough() -> None:
    assert not doubt_after([(Finding.TAKES_NONE, 0)] * 50)[0].is_certain(NOW)


@pytest.mark.parametrize(
    ("finding", "wait"),
    [
        (Finding.TAKES_MAIL, LOOK_EVERY),
        (Finding.TAKES_NONE, LOOK_AGAIN_AFTER),
        (Finding.UNCLEAR, LOOK_AGAIN_AFTER),
    ],
)
def test_a_domain_in_doubt_is_looked_at_sooner(finding: Finding, wait: timedelta) -> None:
    assert due_after(finding, now=NOW) == NOW + wait


@pytest.mark.parametrize(
    ("days", "told", "is_due"), [(29, False, True), (31, False, False), (29, True, False), (-1, False, False)]
)
def test_the_end_of_a_registration_is_told_once(days: int, told: bool, is_due: bool) -> None:
    expires_at = NOW + timedelta(days=days)
    assert is_expiry_to_tell(expires_at, told=expires_at if told else None, now=NOW) is is_due


def test_a_registry_that_names_no_end_tells_nothing() -> None:
    assert not is_expiry_to_tell(None, told=None, now=NOW)
    assert is_expiry_to_tell(NOW + WARN_BEFORE, told=NOW - timedelta(days=335), now=NOW)


@pytest.mark.parametrize(("days", "changed"), [(-400, False), (0, False), (1, True)])
def test_a_domain_registered_after_its_address_was_confirmed_has_changed_hands(
    days: int,
    changed: bool,
) -> None:
    assert changed_hands(NOW + timedelta(days=days), confirmed_at=NOW) is changed


def test_without_a_date_no_hands_have_changed() -> None:
    assert not changed_hands(None, confirmed_at=NOW)
