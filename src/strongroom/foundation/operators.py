"""What operators of this index alone do: the one question whether it is one of them, and its refusal."""

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.errors import Refusal


class OperatorsOnly(Refusal):
    """Only operators of this index do this."""

    code = "operators_only"


def require_operator(by: Actor, what: str, *, next_step: str = "") -> None:
    """Let pass an operator. Which deeds their roles cover is another question, asked at the desk.

    Args:
        what: What only operators do, as a sentence.
        next_step: What anybody else can do, as a sentence, or empty.

    Raises:
        OperatorsOnly: it is somebody else.
    """
    if by.kind is not ActorKind.OPERATOR:
        raise OperatorsOnly(what, next_step=next_step)
