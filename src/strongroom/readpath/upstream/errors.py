"""What can be wrong with an upstream."""

from strongroom.foundation.errors import Refusal


class UpstreamTrouble(Refusal):
    """Nothing can be said of what was asked for: not that it is there, and not that it is absent."""

    code = "upstream_trouble"


class UpstreamUnreachable(UpstreamTrouble):
    """The upstream cannot be asked at the moment; trying again is of use."""

    code = "upstream_unreachable"


class Busy(UpstreamUnreachable):
    """Others are asking, and it takes too long to wait for them."""

    code = "upstream_busy"


class UpstreamFaulty(UpstreamTrouble):
    """The upstream answered what must not be passed on."""

    code = "upstream_faulty"


def unreachable(why: str) -> UpstreamUnreachable:
    """Return the refusal, given what happened in one sentence."""
    return UpstreamUnreachable(
        "The upstream of this index does not answer.", why=why, next_step="Try again in a moment."
    )


def busy(why: str) -> Busy:
    """Return the refusal, given what happened in one sentence."""
    return Busy("The upstream of this index is being asked.", why=why, next_step="Try again in a moment.")


def faulty(why: str) -> UpstreamFaulty:
    """Return the refusal, given what is wrong in one sentence."""
    return UpstreamFaulty(
        "What the upstream of this index answered is not passed on.",
        why=why,
        next_step="Tell the operators of this index if it stays so.",
    )
