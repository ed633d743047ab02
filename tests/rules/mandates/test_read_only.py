"""While the index is moved, nothing changes but by its operators."""

from datetime import UTC, datetime

import pytest

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationChange
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed, ReadOnly
from strongroom.mandates.rules.organizations import OrganizationQuestion, check
from strongroom.mandates.rules.permit import OPERATORS_MAY, Asker, Question, decide

HARBOR = NormalizedName("harborlight")
ADA = Actor.person(user_id=1, name="ada")


def question(by: Actor, action: Action) -> Question:
    return Question(
        by=by,
        action=action,
        project=HARBOR,
        now=datetime(2026, 3, 2, tzinfo=UTC),
        asker=Asker("ada", "owner"),
        exists=True,
        status="active",
        terms=(),
        enrol_url="",
        read_only=True,
    )


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("by", [ADA, Actor(ActorKind.TOKEN, "ada", 1, "t"), Actor.system("nightly")], ids=str)
def test_nobody_changes_a_project(by: Actor, action: Action) -> None:
    with pytest.raises(ReadOnly, match=r"^Read-only mode: .* Try again later"):
        decide(question(by, action))


@pytest.mark.parametrize("action", Action)
def test_operators_do_what_they_always_may(action: Action) -> None:
    asked = question(Actor.operator(name="otto"), action)
    if action in OPERATORS_MAY:
        assert decide(asked) == ()
    else:
        with pytest.raises(NotAllowed, match="Operators do not"):
            decide(asked)


@pytest.mark.parametrize("action", OrganizationAction)
def test_nobody_changes_an_organization(action: OrganizationAction) -> None:
    change = OrganizationChange(action, HARBOR, username="ada")
    with pytest.raises(ReadOnly, match="Read-only mode"):
        check(OrganizationQuestion(ADA, change, Asker("ada", "owner"), read_only=True))
