"""Whoever keeps the totals may be killed at any moment, while somebody else counts: they stay those of the counts."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connections

from strongroom.downloads.models import CountedName
from strongroom.downloads.queries import find_totals_held, iterate_totals, totals
from strongroom.downloads.services import add_counts, bring_totals_to
from strongroom.foundation.periods import Window
from strongroom.infra.db import write

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 1, 1)
DAYS, NAMES = 40, 60
SEED = 20260302


def _follow(windows: list[Window]) -> None:
    """Bring the totals to one window after the other; most follow, some do not."""
    for window in windows:
        bring_totals_to(window, classes={"installer"})


def _count(chance: random.Random) -> None:
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    with write():
        add_counts(Counter({(day, f"sample{chance.randrange(NAMES)}", "installer"): 1}))


def test_totals_are_those_of_the_counts_after_any_number_of_deaths() -> None:
    chance = random.Random(SEED)
    fork = multiprocessing.get_context("fork")
    # Ids far apart: many steps.
    CountedName.objects.bulk_create(
        CountedName(pk=number * 3000 + 1, name=f"sample{number}") for number in range(NAMES)
    )
    for _ in range(60):
        _count(chance)
    for _ in range(6):
        days = [chance.randrange(15, DAYS) for _ in range(9)]
        windows = [
            Window.before(FIRST + timedelta(days=day + more), days=15) for day in days for more in range(3)
        ]
        connections.close_all()
        keeper = fork.Process(target=_follow, args=(windows,))
        keeper.start()
        ends_at = time.monotonic() + chance.uniform(0.02, 0.2)
        while time.monotonic() < ends_at:
            _count(chance)
        assert keeper.pid is not None
        os.kill(keeper.pid, signal.SIGKILL)
        keeper.join()
        held = find_totals_held()
        if held is not None and held.whole:
            kept = iterate_totals(held.window, classes=held.classes)
            assert dict(kept) == totals(held.window, classes=held.classes)
    window = Window.before(FIRST + timedelta(days=DAYS), days=15)
    bring_totals_to(window, classes={"installer"})

    assert dict(iterate_totals(window, classes={"installer"})) == totals(window, classes={"installer"})
