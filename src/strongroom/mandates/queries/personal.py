"""Which tables of this room speak of a person, for the export of their data."""

from strongroom.infra.personal_data import PersonalTable
from strongroom.mandates.models import Gift, MandateLetter, Obligation, VoucherClaim

PERSONAL_TABLES = (
    PersonalTable(
        "obligations",
        Obligation,
        ("mandate__scope", "opened_at", "told_projects", "reminders_sent", "lapsed_at"),
    ),
    PersonalTable(
        "mandate_letters",
        MandateLetter,
        (
            "id",
            "kind",
            "subject",
            "text",
            "projects",
            "told_at",
            "mailed_at",
            "taken_at",
            "returned_at",
            "said",
        ),
        only={"told_at__isnull": False},
    ),
    PersonalTable(
        "gifts",
        Gift,
        ("project", "reason", "proposed_at", "approved_at", "ending", "ended_at", "ended_because"),
        "recipient",
    ),
    PersonalTable(
        "vouchers",
        VoucherClaim,
        (
            "campaign__name",
            "region",
            "asked_at",
            "assigned_at",
            "shown_at",
            "reminded_at",
            "ended_at",
            "ending",
            "code__lot__expires_on",
        ),
    ),
)
"""What the tables of this room say of one person."""
