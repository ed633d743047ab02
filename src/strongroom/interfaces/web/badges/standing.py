"""What a badge says: nothing that the public pages do not say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strongroom.foundation.days import day_words
from strongroom.interfaces.web.charts.shares import whole_percent

PROJECT = "critical project"
INDEX = "critical projects"


class Tone(StrEnum):
    """What a badge stands for; white text is readable on each (WCAG 2.2, 1.4.3)."""

    PROTECTED = "#17663a"
    PARTLY = "#80590b"
    UNPROTECTED = "#9c2f1b"
    NEUTRAL = "#4b5c59"


@dataclass(frozen=True, slots=True)
class Badge:
    """What is asked about, and the answer."""

    label: str
    message: str
    tone: Tone


NO_PROJECT = Badge(PROJECT, "no such project", Tone.NEUTRAL)
CANDIDATE = Badge(PROJECT, "candidate", Tone.NEUTRAL)
NOT_CRITICAL = Badge(PROJECT, "no", Tone.NEUTRAL)


def critical_badge(required_from: date | None, *, today: date) -> Badge:
    """Return the badge of a critical project: from which day (UTC) on its people need a second factor, if they do.

    Not who of them holds one: that would name the projects worth an attack while it still works.
    """
    if required_from is None:
        return Badge(PROJECT, "yes", Tone.NEUTRAL)
    if required_from <= today:
        return Badge(PROJECT, "second factor required", Tone.PROTECTED)
    return Badge(PROJECT, f"second factor required from {day_words(required_from)}", Tone.PARTLY)


def index_badge(*, people: int, protected: int) -> Badge:
    """Return the badge of an index: the share of all who maintain critical projects."""
    if not people:
        return Badge(INDEX, "none", Tone.NEUTRAL)
    below_all = Tone.PARTLY if protected else Tone.UNPROTECTED
    tone = Tone.PROTECTED if protected == people else below_all
    return Badge(INDEX, f"{whole_percent(protected / people)} of maintainers protected", tone)
