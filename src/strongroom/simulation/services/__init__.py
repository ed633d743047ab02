"""Simulate an index: settle its population, live through its days, say what came of it; and enter one, to look at it."""

from strongroom.simulation.rules.traffic import Traffic
from strongroom.simulation.services.entering import enter
from strongroom.simulation.services.living import live_on
from strongroom.simulation.services.settling import settle
from strongroom.simulation.services.summing_up import Summary, sum_up

__all__ = ["Summary", "Traffic", "enter", "live_on", "settle", "sum_up"]
