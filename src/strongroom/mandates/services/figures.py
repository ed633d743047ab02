"""Keep the dashboard's figures, day by day."""

from datetime import date

from strongroom.mandates.models import ProtectionFigure
from strongroom.mandates.queries import figures_now


def record_figures(*, on: date) -> None:
    """Keep the day's figures for the dashboard, replacing those taken earlier on that day."""
    now = figures_now()
    ProtectionFigure.objects.update_or_create(
        on=on,
        defaults={
            "critical_projects": now.critical_projects,
            "people_bound": now.people_bound,
            "bound_with_phishing_resistant": now.bound_with_phishing_resistant,
            "bound_with_totp_only": now.bound_with_totp_only,
            "voluntary": now.voluntary,
            "people": now.people,
        },
    )
