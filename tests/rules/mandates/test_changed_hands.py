"""What an account may not do on a critical project while it may be in other hands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.errors import HandsChanged, NotAllowed
from strongroom.mandates.rules.permit import OPEN_TO_CHANGED_HANDS, Asker, Question, decide

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=72)
PROJECT = NormalizedName("harborlight")
ADA = Actor.person(user_id=1, name="ada")
HERS = Actor(ActorKind.TOKEN, "ada", 1, "token-1")


def question(
    by: Actor,
    action: Action,
    *,
    until: datetime | None = UNTIL,
    is_critical: bool = True,
    now: datetime = NOW,
) -> Question:
    asker = Asker(
        "ada",
        "owner",
        factor=FactorStrength.PHISHING_RESISTANT,
        changed_hands_until=until,
        changed_hands_because="its password was reset" if until else "",
    )
    return Question(
        by=by,
        action=action,
        project=PROJECT,
        now=now,
        asker=asker,
        exists=True,
        status="active",
        terms=(),
        enrol_url="https://index.example/account/second-factor/",
        read_only=False,
        is_critical=is_critical,
    )


@pytest.mark.parametrize("action", sorted(set(Action) - OPEN_TO_CHANGED_HANDS))
def test_a_person_does_nothing_with_it_not_even_the_ways_out(action: Action) -> None:
    with pytest.raises(HandsChanged) as refused:
        decide(question(ADA, action))
    assert refused.value.until == UNTIL
    assert refused.value.project == PROJECT
    message = refused.value.message
    assert "2026-03-05 12:00 UTC" in message
    assert "its password was reset" in message
    assert "other owners and maintainers" in message
    assert "the link in our letter" in message


def test_declining_is_all_that_stays_open() -> None:
    assert {Action.DECLINE_ROLE} == OPEN_TO_CHANGED_HANDS
    assert decide(question(ADA, Action.DECLINE_ROLE)) == ()


def test_its_tokens_wait_with_it() -> None:
    with pytest.raises(HandsChanged):
        decide(question(HERS, Action.UPLOAD))


@given(st.sampled_from(sorted(set(Action))), st.integers(0, 10**7))
def test_afterwards_it_is_as_if_nothing_had_been(action: Action, seconds: int) -> None:
    later = UNTIL + timedelta(seconds=seconds)
    assert decide(question(ADA, action, now=later)) == decide(question(ADA, action, until=None, now=later))


@pytest.mark.parametrize("action", sorted(set(Action)))
def test_projects_that_are_not_critical_are_open_meanwhile(action: Action) -> None:
    assert decide(question(ADA, action, is_critical=False)) == ()


def test_operators_act_as_ever() -> None:
    operator = Actor.operator(name="otto", user_id=1)
    assert decide(question(operator, Action.YANK)) == ()


def test_whoever_has_no_right_hears_that_first() -> None:
    asked = question(ADA, Action.WITHDRAW)
    asker = Asker("ada", None, changed_hands_until=UNTIL, changed_hands_because="of this")
    stranger = Question(
        **{name: getattr(asked, name) for name in Question.__dataclass_fields__ if name != "asker"},
        asker=asker,
    )
    with pytest.raises(NotAllowed) as refused:
        decide(stranger)
    assert refused.type is NotAllowed
