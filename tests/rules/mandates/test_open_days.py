"""What a refusal promises is what the same question is answered then."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from strongroom.accounts.rules import hands
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.rules.open_days import COOL_OFF, refused_from, rehearsals_ahead, works_again_at
from strongroom.mandates.rules.permit import Asker, Question, decide
from strongroom.mandates.rules.scopes import EVERY_PROJECT
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
PROJECT, OTHER = NormalizedName("harborlight"), NormalizedName("hobby")
BEN = Actor.person(user_id=2, name="ben")
TOKEN = Actor(ActorKind.TOKEN, "ben", 2, "token-1")
MOMENTS = [NOW + timedelta(hours=6 * number) for number in range(48)]
"""Twelve days, beyond every date below."""


def term(
    days: int,
    *rehearsals: int,
    strength: Strength = Strength.ANY,
    project: NormalizedName = PROJECT,
) -> Term:
    """Return a term whose deadline is so many days from today, with rehearsals so many days before it."""
    deadline = datetime(2026, 6, 10, tzinfo=UTC) + timedelta(days=days)
    return Term(
        project,
        deadline - timedelta(days=91),
        deadline,
        strength=strength,
        brown_outs=tuple(sorted(deadline.date() - timedelta(days=one) for one in rehearsals)),
    )


KEY = Strength.PHISHING_RESISTANT
terms = some.builds(
    lambda days, rehearsals, strength, project: term(days, *rehearsals, strength=strength, project=project),
    some.integers(-2, 8),
    some.sets(some.integers(1, 8), max_size=4),
    some.sampled_from(Strength),
    some.sampled_from([PROJECT, OTHER, EVERY_PROJECT]),
)
several = some.lists(terms, max_size=4)
actors = some.sampled_from([BEN, TOKEN])
held = some.sampled_from(FactorStrength)


def refusal(
    every: Collection[Term],
    at: datetime,
    by: Actor = BEN,
    *,
    factor: FactorStrength = FactorStrength.NONE,
    is_critical: bool = True,
    waits_until: datetime | None = None,
) -> str:
    """Ask for an upload; return why it is refused, or nothing where it passes."""
    question = Question(
        by=by,
        action=Action.UPLOAD,
        project=PROJECT,
        now=at,
        asker=Asker("ben", "owner", factor=factor, changed_hands_until=waits_until),
        exists=True,
        status="active",
        terms=tuple(every),
        enrol_url="https://index.example/account/second-factor/",
        read_only=False,
        publishes=frozenset({PROJECT, OTHER}),
        is_critical=is_critical,
    )
    try:
        decide(question)
    except NotAllowed as refused:
        return refused.message
    return ""


def against(every: Collection[Term], by: Actor, factor: FactorStrength) -> list[Term]:
    """Return the terms that count: of a token's owner all of them are looked at."""
    return [
        one for one in every if (by is TOKEN or one.covers(PROJECT)) and not one.strength.is_met_by(factor)
    ]


@given(several, actors, held)
@example([term(1, 1)], BEN, FactorStrength.NONE)
@example([term(3, 3, 2)], BEN, FactorStrength.NONE)
@example([term(8, 8), term(1, strength=KEY)], BEN, FactorStrength.NONE)
def test_it_works_again_at_the_first_instant_at_which_it_passes_and_until_it_is_refused_next(
    every: list[Term], by: Actor, factor: FactorStrength
) -> None:
    lacking = against(every, by, factor)
    again = works_again_at(lacking, now=NOW)
    if again is None:
        assert all(refusal(every, at, by, factor=factor) for at in MOMENTS)
        return
    assert not refusal(every, again, by, factor=factor)
    assert all(refusal(every, at, by, factor=factor) for at in MOMENTS if at < again)
    until = refused_from(lacking, now=again) if lacking else None
    assert until is None or refusal(every, until, by, factor=factor)
    passing = [at for at in MOMENTS if again <= at and (until is None or at < until)]
    assert not any(refusal(every, at, by, factor=factor) for at in passing)


@given(several, actors, held, some.booleans())
@example([term(1, 1)], BEN, FactorStrength.NONE, False)
@example([term(3, 3, 2)], BEN, FactorStrength.NONE, False)
@example([term(3, 3), term(1, project=OTHER)], TOKEN, FactorStrength.NONE, False)
def test_a_refusal_names_the_instant_from_which_it_passes_without_enrolling_or_none(
    every: list[Term], by: Actor, factor: FactorStrength, is_critical: bool
) -> None:
    said = refusal(every, NOW, by, factor=factor, is_critical=is_critical)
    promised = re.search(r"or try again from (\S+ \S+) UTC on", said)
    later = [at for at in MOMENTS if not refusal(every, at, by, factor=factor, is_critical=is_critical)]
    if promised is None:
        assert not said or not later
        return
    again = datetime.strptime(promised[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert not refusal(every, again, by, factor=factor, is_critical=is_critical)
    assert not later or again <= later[0]


@given(several, actors, held, some.booleans())
@example([term(-1)], BEN, FactorStrength.NONE, True)
@example([term(-1), term(2, 2, strength=KEY)], BEN, FactorStrength.NONE, False)
@example([term(-1), term(2, strength=KEY)], BEN, FactorStrength.NONE, True)
@example([term(2, 2), term(-1, project=OTHER)], BEN, FactorStrength.NONE, True)
@example([term(-1), term(-1, strength=KEY, project=OTHER)], TOKEN, FactorStrength.NONE, False)
def test_whoever_enrols_what_a_refusal_asks_for_gets_through_when_it_says(
    every: list[Term], by: Actor, factor: FactorStrength, is_critical: bool
) -> None:
    said = refusal(every, NOW, by, factor=factor, is_critical=is_critical)
    if not said:
        return
    asked_for = (
        said if "Enrol one at" not in said else said.partition("has not enrolled ")[2].partition(".")[0]
    )
    enrolled = (
        FactorStrength.PHISHING_RESISTANT
        if "a security key or passkey" in asked_for
        else FactorStrength.SECOND_FACTOR
    )
    # The accounts let whoever enrols after a deadline for any of their projects wait.
    is_late = any(one.deadline <= NOW and not one.strength.is_met_by(factor) for one in every)
    until = NOW + hands.COOL_OFF if is_late else None
    tried_at = NOW + COOL_OFF if "72 hours later" in said else NOW
    assert not refusal(every, tried_at, by, factor=enrolled, is_critical=is_critical, waits_until=until)


@given(several, actors, held, some.integers(1, 72))
@example([term(-1)], BEN, FactorStrength.NONE, 9)
@example([term(2), term(-1, strength=KEY, project=OTHER)], BEN, FactorStrength.NONE, 72)
def test_whose_account_waits_reads_what_it_takes_besides(
    every: list[Term], by: Actor, factor: FactorStrength, hours: int
) -> None:
    until = NOW + timedelta(hours=hours)
    said = refusal(every, NOW, by, factor=factor, waits_until=until)
    assert "cannot change it until" in said
    is_needed = bool(refusal(every, until, by, factor=factor, waits_until=until))
    assert ("Afterwards it takes" in said) == is_needed
    if is_needed:
        enrolled = (
            FactorStrength.PHISHING_RESISTANT
            if "takes a security key or passkey" in said
            else FactorStrength.SECOND_FACTOR
        )
        assert not refusal(every, until, by, factor=enrolled)
        assert ("72 hours run" in said) == any(
            one.deadline <= NOW and not one.strength.is_met_by(factor) for one in every
        )


def test_the_hours_that_are_named_are_those_that_an_account_waits() -> None:
    assert COOL_OFF == hands.COOL_OFF


def test_who_would_wait_reads_it_and_that_no_way_out_is_open_then() -> None:
    said = refusal([term(-9)], NOW)
    assert "then try again 72 hours later." in said
    assert "you cannot change harborlight, hand it over or leave it" in said
    assert "72 hours" not in refusal([term(-9)], NOW, is_critical=False)
    assert "72 hours" not in refusal([term(9, 9)], NOW), "nobody waits who enrols before a deadline"


@pytest.mark.parametrize(
    ("now", "ahead"),
    [(NOW, [10, 12]), (NOW + timedelta(days=1), [12]), (NOW + timedelta(days=3), [])],
)
def test_a_rehearsal_is_ahead_until_its_day_is_over(now: datetime, ahead: list[int]) -> None:
    rehearsed = [term(5, 7, 5, 3), term(6, 4)]
    assert rehearsals_ahead(rehearsed, now=now) == tuple(date(2026, 6, day) for day in ahead)
