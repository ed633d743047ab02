"""What people do when they are asked for a second factor: some at once, some when reminded, some when refused, some never."""

from dataclasses import dataclass
from enum import StrEnum

from strongroom.simulation.rules.chance import drawn, fraction
from strongroom.simulation.rules.size import NOTICE_DAYS

REGIONS_OF_2022 = ("AT", "BE", "CA", "CH", "DE", "ES", "FR", "GB", "IT", "JP", "US")
"""Where the free keys of 2022 were sent to."""
_ELSEWHERE = ("AU", "BR", "CN", "IN", "NL", "PL")
_LIVES_THERE = 0.7

_MOOD, _DAY, _REGION, _KIND = range(100, 104)
"""What chance decides; other numbers than the population's."""
_KEYS_BOUGHT = 0.2
"""Of those who enroll without a free key: those who have a security key of their own."""


class Mood(StrEnum):
    """When somebody who is bound and unprotected enrolls."""

    AT_ONCE = "at once"
    WITH_FREE_KEY = "with a free key"
    REMINDED = "when reminded"
    REFUSED = "when refused"
    NEVER = "never"


_MOODS = (
    (0.30, Mood.AT_ONCE),
    (0.58, Mood.WITH_FREE_KEY),
    (0.78, Mood.REMINDED),
    (0.86, Mood.REFUSED),
    (1.00, Mood.NEVER),
)
"""Up to which fraction of the people. Nobody knows what those of 2022 were: they were never published."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody will do, counted in days from the announcement.

    Args:
        enrolls_after: None if they never do.
        asks_for_key_after: When they ask for a free key; None if they do not.
        with_key: They enroll a security key, not an authenticator app, as those do who ask in vain.
    """

    mood: Mood
    region: str
    enrolls_after: int | None = None
    asks_for_key_after: int | None = None
    with_key: bool = False


def plan_of(person: int, *, seed: int) -> Plan:
    """Return what somebody who is bound and unprotected on the day of the announcement will do."""
    chance = fraction(seed, _MOOD, person)
    mood = next(mood for until, mood in _MOODS if chance < until)
    region, bought = _region(person, seed), fraction(seed, _KIND, person) < _KEYS_BOUGHT
    spread = fraction(seed, _DAY, person)
    if mood is Mood.WITH_FREE_KEY:
        asked = 1 + int(30 * spread**2)
        received = region in REGIONS_OF_2022
        return Plan(mood, region, asked + 7 + int(21 * spread), asked, with_key=received)
    if mood is Mood.AT_ONCE:
        return Plan(mood, region, int(14 * spread**2), with_key=bought)
    if mood is Mood.REMINDED:
        days_left = (30, 7, 1)[drawn(seed, _KIND, _DAY, person) % 3]
        return Plan(mood, region, NOTICE_DAYS - days_left + int(days_left * spread), with_key=bought)
    if mood is Mood.REFUSED:
        return Plan(mood, region, NOTICE_DAYS + 1 + int(12 * spread), with_key=bought)
    return Plan(mood, region)


def _region(person: int, seed: int) -> str:
    there = fraction(seed, _REGION, person) < _LIVES_THERE
    among = REGIONS_OF_2022 if there else _ELSEWHERE
    return among[drawn(seed, _REGION, person, 1) % len(among)]
