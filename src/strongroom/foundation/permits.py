"""The answer "yes" of the one question: may this actor do this to this project now?

`mandates.services.permit` asks it and is the only place that makes a `Permit` (an
architecture test looks for others). Services that change a project take one, so
whoever forgets to ask cannot call them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.proofs import Proof


class Action(StrEnum):
    """Everything that changes a project."""

    UPLOAD = "upload"
    YANK = "yank"
    WITHDRAW = "withdraw"
    MANAGE_PEOPLE = "manage_people"
    ACCEPT_ROLE = "accept_role"
    DECLINE_ROLE = "decline_role"
    ISSUE_TOKEN = "issue_token"
    CHANGE_SETTINGS = "change_settings"
    ARCHIVE = "archive"
    HAND_OVER = "hand_over"
    LEAVE = "leave"
    CONTEST = "contest"


@dataclass(frozen=True, slots=True)
class Permit:
    """`by` may do `action` to `project` at `at`.

    Args:
        warnings: Sentences the actor must be told although the answer is yes, such as
            an announced mandate's deadline.
        proof: How the person proved who they are; None for operators and the index itself.
        begins: There never was a project of that name: what is permitted begins it.
    """

    by: Actor
    action: Action
    project: NormalizedName
    at: datetime
    warnings: tuple[str, ...] = ()
    proof: Proof | None = None
    begins: bool = False

    def require(self, action: Action, project: NormalizedName) -> None:
        """Check that this permit was given for this action on this project.

        Raises:
            PermitMisused: if it was given for something else (a mistake in our code).
        """
        if self.action is not action or self.project != project:
            raise PermitMisused(f"a permit to {self.action} {self.project} was used to {action} {project}")


class PermitMisused(AssertionError):
    """A service was handed the permit of another action or project."""
