"""What the first second factor of an account takes, and what follows from it.

Whoever has the password of an account without a second factor could enrol one of their own, and would satisfy every
mandate. So the first one of somebody who must have one takes the mailbox, too; and if the deadline has passed, the
account waits afterwards. Before the deadline nobody waits for doing what was asked (ADR 12).
"""

from enum import StrEnum


class FactorDue(StrEnum):
    """Whether mandates ask somebody for a factor which they do not hold, and how far these have come."""

    NONE = "none"
    ANNOUNCED = "announced"
    ENFORCED = "enforced"


def code_needed(due: FactorDue, *, is_first: bool) -> bool:
    """Say whether a factor takes a code that was mailed, besides the usual proof.

    Args:
        is_first: The account holds no other.
    """
    return is_first and due is not FactorDue.NONE


def hands_change(before: FactorDue, *, is_first: bool, after: FactorDue) -> bool:
    """Say whether the account may be in other hands once the factor is enrolled.

    Not only the first one: where a security key is asked for, whoever has stolen password and authenticator app, as a
    phishing site does, would enrol the first key.

    Args:
        before: What is due without the factor.
        is_first: The account held no other.
        after: What is due with it.
    """
    return before is FactorDue.ENFORCED and (is_first or after is not FactorDue.ENFORCED)
