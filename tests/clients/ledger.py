"""What readers may be shown of a project while it changes.

A change is announced before it is asked for, and acknowledged when the index has said that it is done.
A page is right if it shows the state that was acknowledged when it was asked for, or a later one that
was announced: never an earlier one, and never half of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a page names it.

    Args:
        yanked: False, or the reason.
        address: Where the page says it is; pages of different kinds may spell it differently.
    """

    sha256: str
    yanked: bool | str = False
    address: str = field(default="", compare=False)


State = Mapping[str, ShownFile] | None
"""The files of a project by their names; None if there is no such project."""


class Ledger:
    """The states of one project, in their order. One thread writes it, others read."""

    def __init__(self) -> None:
        self._states: list[State] = [None]
        self._acknowledged = 0

    def announce(self, state: State) -> None:
        """Note what is about to be asked for."""
        self._states.append(state)

    def acknowledge(self) -> None:
        """Note that it is done."""
        self._acknowledged = len(self._states) - 1

    @property
    def newest(self) -> State:
        """What was announced last."""
        return self._states[-1]

    @property
    def mark(self) -> int:
        """For `since`, from a reader who is about to ask."""
        return self._acknowledged

    def since(self, mark: int) -> list[State]:
        """Return what a reader may have been shown who took the mark before asking."""
        return self._states[mark:]
