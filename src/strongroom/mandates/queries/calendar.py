"""When the terms of each mandate end, and how many end together."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count

from strongroom.mandates.models import MandatedProject


def deadlines_by_mandate() -> Mapping[int, Mapping[datetime, int]]:
    """Return how many running terms each mandate has by their deadlines, the soonest first.

    A mandate without a project in its scope is left out. One on every publisher has one term.
    """
    rows = MandatedProject.objects.filter(lapsed_at=None, mandate__ended_at=None)
    counted = rows.values_list("mandate_id", "deadline").annotate(Count("pk")).order_by("deadline")
    found: dict[int, dict[datetime, int]] = {}
    for mandate_id, deadline, terms in counted:
        found.setdefault(mandate_id, {})[deadline] = terms
    return found
