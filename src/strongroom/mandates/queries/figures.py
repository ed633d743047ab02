"""The figures of the dashboard: as they are, and as they were kept day by day."""

from dataclasses import dataclass
from datetime import date

from strongroom.accounts.queries import Protection, count_people, list_protected_people
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.criticality.queries import designated_since
from strongroom.mandates.models import ProtectionFigure


@dataclass(frozen=True, slots=True)
class Figures:
    """The dashboard's numbers. People are counted once, however many projects or roles they have."""

    critical_projects: int
    people_bound: int
    bound_with_phishing_resistant: int
    bound_with_totp_only: int
    voluntary: int
    people: int

    @property
    def bound_protected(self) -> int:
        """People bound who hold any second factor."""
        return self.bound_with_phishing_resistant + self.bound_with_totp_only

    @property
    def bound_unprotected(self) -> int:
        """People bound who hold none."""
        return self.people_bound - self.bound_protected


def figures_now() -> Figures:
    """Return the dashboard's numbers as they are."""
    critical = designated_since()
    bound = {right.user_id for right in list_people_who_may_publish(names=list(critical))}
    protected = list_protected_people()
    strong = {
        user_id for user_id, protection in protected.items() if protection is Protection.PHISHING_RESISTANT
    }
    return Figures(
        critical_projects=len(critical),
        people_bound=len(bound),
        bound_with_phishing_resistant=len(bound & strong),
        bound_with_totp_only=len(bound & protected.keys() - strong),
        voluntary=len(protected.keys() - bound),
        people=count_people(),
    )


def list_figures(*, limit: int = 400) -> list[tuple[date, Figures]]:
    """Return the newest stored daily figures, oldest first."""
    rows = ProtectionFigure.objects.order_by("-on")[:limit]
    return [(row.on, _figures(row)) for row in rows][::-1]


def _figures(row: ProtectionFigure) -> Figures:
    return Figures(
        critical_projects=row.critical_projects,
        people_bound=row.people_bound,
        bound_with_phishing_resistant=row.bound_with_phishing_resistant,
        bound_with_totp_only=row.bound_with_totp_only,
        voluntary=row.voluntary,
        people=row.people,
    )
