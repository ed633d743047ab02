"""What operators decided about single names."""

from strongroom.criticality.models import Effect, NamedProject
from strongroom.foundation.names import NormalizedName


def is_named(name: NormalizedName) -> bool:
    """Operators have added this name to the critical ones."""
    return NamedProject.objects.filter(name=name, effect=Effect.ADDED).exists()


def find_reason_for_naming(name: NormalizedName) -> str:
    """Return why operators added the name to the critical ones; empty where they did not."""
    return (
        NamedProject.objects.filter(name=name, effect=Effect.ADDED).values_list("reason", flat=True).first()
        or ""
    )


def is_released(name: NormalizedName) -> bool:
    """A contest of this name was granted: its downloads and dependents do not designate it."""
    return NamedProject.objects.filter(name=name, effect=Effect.RELEASED).exists()
