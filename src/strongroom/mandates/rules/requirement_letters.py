"""The words in which all people of a project read that what its owners ask for ended, or lasts for ever.

Nothing of it happens quietly: whoever took over an owner's account would begin with this.
"""

from dataclasses import dataclass

from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Asked:
    """What the owners of a project ask for, as its letters name it.

    Args:
        factor: In words (`Strength.words`).
    """

    project: NormalizedName
    factor: str
    index_url: str


def ended(asked: Asked, *, doer: str, reason: str) -> Letter:
    """Return the mail about the end of what the owners of a project asked for."""
    text = (
        f"{doer} ended what the owners of {asked.project} had asked for: that whoever changes it needs {asked.factor}. What "
        f"other rules ask stays.\n\nThe reason that was given: {reason}\n\n{_doubt(asked)}"
    )
    return Letter(f"{asked.project}: its owners ask for {asked.factor} no more", text)


def kept_for_ever(asked: Asked, *, doer: str) -> Letter:
    """Return the mail about a requirement that no owner can end any more."""
    text = (
        f"{doer} made it last for ever that whoever changes {asked.project} needs {asked.factor}. No owner can end it any "
        f"more; operators of this index can, with a reason that everybody reads.\n\n{_doubt(asked)}"
    )
    return Letter(f"{asked.project}: {asked.factor} is asked for, for ever", text)


def _doubt(asked: Asked) -> str:
    return (
        "If you did not expect this, ask in another way than by mail. What happened to the project stands at\n\n"
        f"    {asked.index_url}/project/{asked.project}/history/"
    )
