"""Simulate an index: settle its population, live through its days, say what came of it."""

from strongroom.simulation.rules.traffic import Traffic
from strongroom.simulation.services.living import live_on
from strongroom.simulation.services.settling import settle
from strongroom.simulation.services.summing_up import Summary, sum_up

__all__ = ["Summary", "Traffic", "live_on", "settle", "sum_up"]
