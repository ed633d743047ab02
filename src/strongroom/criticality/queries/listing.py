"""The critical names as a list of some thousand: one page of it, or those beside the cut-off."""

from django.db.models import F, OuterRef, Subquery

from strongroom.criticality.models import Designation, Evidence
from strongroom.criticality.queries.runs import Explanation, RunRecord, list_critical


def count_critical() -> int:
    """Return how many names are critical."""
    return Designation.objects.filter(ended_on=None).count()


def list_critical_page(run: RunRecord | None, *, begin: int, end: int) -> list[Explanation]:
    """Return some of the critical names with their evidence: by rank in the newest run, unranked last, then by name.

    Args:
        run: The newest one.
        begin, end: Places in the list, from 0, the last one not included.
    """
    evidence = Evidence.objects.filter(run__on=run.on) if run else Evidence.objects.none()
    rank = Subquery(evidence.filter(name=OuterRef("name")).values("rank")[:1])
    ordered = Designation.objects.filter(ended_on=None).annotate(rank=rank)
    names = ordered.order_by(F("rank").asc(nulls_last=True), "name").values_list("name", flat=True)
    return list_critical(list(names[begin:end]))


def list_above_cut_off(run: RunRecord, *, limit: int) -> list[tuple[str, int]]:
    """Return the critical names closest to the cut-off of this run, at it or above, with their counted downloads, most first."""
    in_force = Designation.objects.filter(ended_on=None).values("name")
    rows = Evidence.objects.filter(run__on=run.on, downloads__gte=run.cut_off, name__in=in_force)
    nearest = rows.order_by("downloads", "-rank", "-name").values_list("name", "downloads")[:limit]
    return list(nearest)[::-1]
