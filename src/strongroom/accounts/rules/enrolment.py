"""What the first second factor of an account takes, and what follows from it.

Whoever has the password of an account without a second factor could enrol one of their own, and would satisfy every
mandate. So the first one of somebody who must have one takes the mailbox, too; and if the deadline has passed, the
account waits afterwards. Before the deadline nobody waits for doing what was asked (ADR 12).
"""

from enum import StrEnum


class Bond(StrEnum):
    """How far a mandate has come that asks somebody for a factor which they do not hold."""

    NONE = "none"
    ANNOUNCED = "announced"
    ENFORCED = "enforced"


def code_needed(bond: Bond, *, is_first: bool) -> bool:
    """Say whether a factor takes a code that was mailed, besides the usual proof.

    Args:
        is_first: The account holds no other.
    """
    return is_first and bond is not Bond.NONE


def hands_change(before: Bond, *, is_first: bool, after: Bond) -> bool:
    """Say whether the account may be in other hands once the factor is enrolled.

    Not only the first one: where a security key is asked for, whoever has stolen password and authenticator app, as a
    phishing site does, would enrol the first key.

    Args:
        before: The bond without the factor.
        is_first: The account held no other.
        after: The bond with it.
    """
    return before is Bond.ENFORCED and (is_first or after is not Bond.ENFORCED)
