"""The critical names as a list of some thousand: one page of it, or those beside the cut-off."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from strongroom.criticality.models import Designation, Evidence
from strongroom.criticality.queries.explanations import Explanation, list_critical
from strongroom.criticality.queries.runs import RunRecord


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
    rows = _critical_in(run).filter(downloads__gte=run.cut_off)
    nearest = rows.order_by("downloads", "-rank", "-name").values_list("name", "downloads")[:limit]
    return list(nearest)[::-1]


def list_held_by_band(run: RunRecord, *, limit: int) -> list[tuple[str, int]]:
    """Return the critical names closest below the cut-off, which the band of this run keeps in, the same way."""
    rows = _critical_in(run).filter(downloads__lt=run.cut_off, downloads__gte=max(run.band_cut_off, 1))
    return list(rows.order_by("-downloads", "rank", "name").values_list("name", "downloads")[:limit])


def _critical_in(run: RunRecord) -> QuerySet[Evidence]:
    """Return what this run noted of the names that are critical."""
    in_force = Designation.objects.filter(ended_on=None).values("name")
    return Evidence.objects.filter(run__on=run.on, name__in=in_force)
