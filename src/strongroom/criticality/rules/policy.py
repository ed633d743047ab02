"""The settings of designation, as one versioned value.

A run stores the version it was made under. Whoever changes a number here announces
it with a new version, so that every designation can be traced to the rule behind it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a project critical, and what lets it cease to be.

    Args:
        version: Number of this policy in the ledger of policies, from 1.
        share: Part of the population that forms the cohort, above 0 and at most 1.
        window_days: Complete UTC days whose downloads are counted. 183 is half a year; a
            shorter window follows fashion, a longer one forgets late.
        keep_factor: A standing designation holds while the rank is within this many cohorts;
            1 makes names at the cut-off swap in and out every day.
        lapse_days: Days in a row outside every rule before a designation lapses.
        minimum_downloads: Counted downloads below which a rank means nothing; raise it where
            a tiny index would designate noise.
        counted_classes: Classes of download clients whose downloads count.
        candidate_share: A project with more than this part of the cut-off is a candidate.

    Raises:
        ValueError: if a number is outside its range.
    """

    version: int
    share: Decimal = Decimal("0.01")
    window_days: int = 183
    keep_factor: Decimal = Decimal("1.25")
    lapse_days: int = 365
    minimum_downloads: int = 1
    counted_classes: frozenset[str] = frozenset({"installer"})
    candidate_share: Decimal = Decimal("0.9")

    def __post_init__(self) -> None:
        for name in ("version", "window_days", "lapse_days", "minimum_downloads"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is a whole number from 1")
        for name in ("share", "candidate_share"):
            part: Decimal = getattr(self, name)
            if not part.is_finite() or not 0 < part <= 1:
                raise ValueError(f"{name} is above 0 and at most 1")
        if not self.keep_factor.is_finite() or self.keep_factor < 1:
            raise ValueError("keep_factor is at least 1")
        if not self.counted_classes:
            raise ValueError("counted_classes names at least one class of clients")

    def window_before(self, day: date) -> Window:
        """Return the complete UTC days whose downloads a run on `day` counts."""
        return Window.before(day, days=self.window_days)
