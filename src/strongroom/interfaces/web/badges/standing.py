"""What a badge says: nothing that the public pages do not say."""

from dataclasses import dataclass
from enum import StrEnum

from strongroom.interfaces.web.charts.shares import whole_percent

PAIR = 2
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


def critical_badge(*, people: int, protected: int) -> Badge:
    """Return the badge of a critical project with so many maintainers, of whom so many hold a second factor."""
    if not people:
        return Badge(PROJECT, "nobody maintains it", Tone.NEUTRAL)
    tone = Tone.PROTECTED if protected == people else _tone_below_all(protected)
    if people == 1:
        return Badge(PROJECT, f"its maintainer is {'' if protected else 'not '}protected", tone)
    if protected < people:
        return Badge(PROJECT, f"{protected} of {people} maintainers protected", tone)
    everybody = "both" if people == PAIR else f"all {people}"
    return Badge(PROJECT, f"{everybody} maintainers protected", tone)


def index_badge(*, people: int, protected: int) -> Badge:
    """Return the badge of an index: the share of all who maintain critical projects."""
    if not people:
        return Badge(INDEX, "none", Tone.NEUTRAL)
    tone = Tone.PROTECTED if protected == people else _tone_below_all(protected)
    return Badge(INDEX, f"{whole_percent(protected / people)} of maintainers protected", tone)


def _tone_below_all(protected: int) -> Tone:
    return Tone.PARTLY if protected else Tone.UNPROTECTED
