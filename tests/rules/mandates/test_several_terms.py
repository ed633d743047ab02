"""Several mandates on one project: the stronger demand counts, and each says whose rule it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.rules.permit import ALWAYS_OPEN, ROLES_THAT_MAY, Asker, Question, decide
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term, foremost
from strongroom.mandates.rules.timeline import REFUSING, Phase

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
PROJECT, OTHER = NormalizedName("harborlight"), NormalizedName("hobby")
KEY = Strength.PHISHING_RESISTANT
BEN = Actor.person(user_id=2, name="ben")
TOKEN = Actor(ActorKind.TOKEN, "ben", 2, "token-1")
CHANGES = sorted(set(Action) - ALWAYS_OPEN)

WORDS = {
    Scope.CRITICAL_PROJECTS: ["harborlight is a critical project", "Its maintainers need"],
    Scope.EVERY_PUBLISHER: [
        "rule for every publisher",
        "All who publish here, for the first time or again, need",
    ],
    Scope.PROJECTS: ["the operators of this index have named", "Its maintainers need"],
    Scope.ORGANIZATION: ["of the organization harbor", "Its organization asks its maintainers for"],
    Scope.OWN: ["harborlight has a rule of its owners'", "Its owners ask its maintainers for"],
}


def term(
    scope: Scope = Scope.CRITICAL_PROJECTS,
    *,
    days: int = -9,
    strength: Strength = Strength.ANY,
    **more: object,
) -> Term:
    """Return a term whose deadline is so many days from today."""
    deadline = datetime(2026, 6, 10, tzinfo=UTC) + timedelta(days=days)
    said = {
        "project": EVERY_PROJECT if scope is Scope.EVERY_PUBLISHER else PROJECT,
        "target": "harbor",
        **more,
    }
    return Term(
        announced_at=deadline - timedelta(days=91),
        deadline=deadline,
        scope=scope,
        strength=strength,
        **said,  # type: ignore[arg-type]
    )


def ask(*terms: Term, by: Actor = BEN, action: Action = Action.UPLOAD, **held: Any) -> tuple[str, ...]:
    question = Question(
        by=by,
        action=action,
        project=PROJECT,
        now=NOW,
        asker=Asker(username="ben", role="owner", **held),
        exists=True,
        status="active",
        terms=terms,
        enrol_url="https://index.example/account/second-factor/",
        read_only=False,
    )
    return decide(question)


def refusal(*terms: Term, **asked: object) -> SecondFactorRequired:
    with pytest.raises(SecondFactorRequired) as refused:
        ask(*terms, **asked)  # type: ignore[arg-type]
    return refused.value


@pytest.mark.parametrize("scope", list(Scope))
def test_a_refusal_names_the_rule_since_when_and_where_to_enrol(scope: Scope) -> None:
    said = refusal(term(scope)).message
    for words in (
        *WORDS[scope],
        "ben has not enrolled a second factor",
        "since 2026-06-01",
        "/account/second-factor/",
    ):
        assert words in said


@pytest.mark.parametrize("scope", list(Scope))
def test_a_warning_names_the_rule_the_day_and_the_rehearsals_to_come(scope: Scope) -> None:
    days = (date(2026, 6, 9), date(2026, 7, 1), date(2026, 7, 8))
    (said,) = ask(term(scope, days=30, brown_outs=days))
    for words in (
        WORDS[scope][0],
        "from 2026-07-10 on",
        "On 2026-07-01 and 2026-07-08 (UTC)",
        "/account/second-factor/",
    ):
        assert words in said
    assert "2026-06-09" not in said


@pytest.mark.parametrize("scope", list(Scope))
def test_a_rehearsal_says_that_it_is_one_when_it_is_over_and_when_it_is_for_good(scope: Scope) -> None:
    refused = refusal(term(scope, days=3, brown_outs=(date(2026, 6, 10),)))
    for words in (
        WORDS[scope][0],
        "rehearsal, for 2026-06-10 (UTC).",
        "from 2026-06-13 on",
        "from 2026-06-11 00:00 UTC on",
    ):
        assert words in refused.message
    assert refused.since == datetime(2026, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("when", [{"days": -9}, {"days": 3, "brown_outs": (date(2026, 6, 10),)}])
def test_the_tokens_of_a_bound_person_are_suspended_whatever_the_scope(
    scope: Scope, when: dict[str, object]
) -> None:
    elsewhere = {} if scope is Scope.EVERY_PUBLISHER else {"project": OTHER}
    said = refusal(term(scope, **when, **elsewhere), by=TOKEN).message  # type: ignore[arg-type]
    assert ("The API tokens of ben are suspended" in said) == bool(elsewhere)
    if elsewhere:
        assert ask(term(scope, **when, **elsewhere)) == ()  # type: ignore[arg-type]


def test_the_stronger_demand_is_named_where_both_refuse() -> None:
    said = refusal(term(), term(Scope.OWN, days=-1, strength=KEY)).message
    assert "a security key or passkey" in said
    assert "since 2026-06-09" in said


def test_what_refuses_for_good_is_named_before_a_rehearsal() -> None:
    rehearsed = term(Scope.OWN, days=3, strength=KEY, brown_outs=(date(2026, 6, 10),))
    assert "since 2026-06-01" in refusal(rehearsed, term()).message


def test_each_demand_is_warned_of() -> None:
    said = ask(term(days=20), term(Scope.ORGANIZATION, days=30), term(Scope.EVERY_PUBLISHER, days=40))
    assert [
        WORDS[scope][0] in one
        for scope, one in zip(
            (Scope.CRITICAL_PROJECTS, Scope.ORGANIZATION, Scope.EVERY_PUBLISHER), said, strict=True
        )
    ] == [True] * 3


def test_who_holds_an_app_is_only_told_of_what_asks_for_more() -> None:
    (said,) = ask(term(), term(Scope.OWN, days=30, strength=KEY), factor=FactorStrength.SECOND_FACTOR)
    assert "a security key or passkey" in said


terms = st.builds(
    lambda scope, days, strength, offsets: term(
        scope,
        days=days,
        strength=strength,
        brown_outs=tuple(NOW.date() + timedelta(days=one) for one in offsets if one < days),
    ),
    st.sampled_from(Scope),
    st.integers(-30, 60),
    st.sampled_from(Strength),
    st.sets(st.integers(-3, 3), max_size=3),
)


@given(st.lists(terms, max_size=5), st.sampled_from(CHANGES), st.sampled_from(FactorStrength))
def test_a_change_is_refused_exactly_where_one_of_the_demands_that_refuse_is_not_met(
    several: list[Term], action: Action, held: FactorStrength
) -> None:
    enough = {
        FactorStrength.NONE: [],
        FactorStrength.SECOND_FACTOR: [Strength.ANY],
        FactorStrength.PHISHING_RESISTANT: [Strength.ANY, KEY],
    }[held]
    unmet = [one for one in several if one.strength not in enough]
    is_refused = any(one.phase(NOW) in REFUSING for one in unmet)
    try:
        warnings = ask(*several, action=action, factor=held)
    except SecondFactorRequired as refused:
        assert is_refused
        strict = any(one.strength is KEY for one in unmet if one.phase(NOW) is Phase.ENFORCED)
        assert not strict or "a security key or passkey" in refused.message
    else:
        assert not is_refused
        assert len(warnings) == sum(one.phase(NOW) is Phase.ANNOUNCED for one in unmet)


@given(st.lists(terms, max_size=5), st.sampled_from(sorted(ALWAYS_OPEN)))
def test_the_ways_out_stay_open_whatever_is_asked(several: list[Term], action: Action) -> None:
    assert action not in ROLES_THAT_MAY or ask(*several, action=action) == ()


@given(st.lists(terms, min_size=1, max_size=5))
def test_what_is_said_first_is_what_refuses(several: list[Term]) -> None:
    first = foremost(several, now=NOW)
    assert first is not None
    assert (first.phase(NOW) is Phase.ENFORCED) == any(one.phase(NOW) is Phase.ENFORCED for one in several)
    assert (first.phase(NOW) in REFUSING) == any(one.phase(NOW) in REFUSING for one in several)
