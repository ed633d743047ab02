"""Who has left a company's directory, and when so many at once are no leavers but a mistake; how operators are told."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.days import day_words
from strongroom.foundation.letters import Letter

ALWAYS_BELIEVED = 3
"""So many may leave a small company between two looks."""
BELIEVED_PART = 4
"""Of more people, at most every so-and-so-many-th: the fourth. Who changes a filter or the name of a group by mistake
would otherwise stop the uploads of all."""


MOST_NAMED = 10
"""Of those who are missing, in the letter and at the desk: enough to see what they have in common."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The directory is not believed: too many are missing at once.

    Args:
        since: When it was found; what follows is what was found then.
        missing: How many of the `asked` it does not let in.
        named: Some of them.
    """

    since: datetime
    missing: int
    asked: int
    named: tuple[str, ...]

    @property
    def what(self) -> str:
        """What was found, with some of the names."""
        others = "" if self.missing == len(self.named) else "among them "
        return (
            f"On {day_words(self.since)} the company's directory no longer let in {self.missing} of {self.asked} people, all at "
            f"once: {others}{', '.join(self.named)}."
        )

    @property
    def why(self) -> str:
        """Why nothing was done."""
        return "So many hardly left together: a setting may be wrong, or the directory. Nobody was frozen."

    @property
    def next_step(self) -> str:
        """What operators are to do."""
        return (
            "See whether STRONGROOM_LDAP_PEOPLE, STRONGROOM_LDAP_FILTER and STRONGROOM_LDAP_GROUP are right, and ask those who"
            " keep the directory. Whoever really left still has API tokens, sessions and passkeys: freeze those accounts."
        )


def doubt_letter(doubt: Doubt, *, desk_url: str) -> Letter:
    """Return the letter to operators; there is one, however long it lasts."""
    text = (
        f"{doubt.what} {doubt.why}\n\n{doubt.next_step}\n\n"
        "The directory is asked again every hour. You are not written to again: until it is believed, this stands at the"
        f" desk.\n{desk_url}"
    )
    return Letter(f"{doubt.missing} of {doubt.asked} people are missing in the directory", text)


def believable(leaving: int, *, of: int) -> bool:
    """Say whether so many can have left at once, of those whose accounts were open."""
    return leaving <= ALWAYS_BELIEVED or leaving * BELIEVED_PART <= of
