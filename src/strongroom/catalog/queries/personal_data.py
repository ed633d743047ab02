"""Everything that the tables of this room say of one person."""

from strongroom.catalog import models
from strongroom.infra.personal_data import PersonalTable

PERSONAL_TABLES = (
    PersonalTable("roles", models.Role, ("project__name", "name", "since")),
    PersonalTable("organizations", models.OrganizationMember, ("organization__name", "role", "since")),
    PersonalTable(
        "teams", models.TeamMember, ("team__organization__name", "team__name", "since"), person="member__user"
    ),
    PersonalTable("invitations", models.Invitation, ("project__name", "role", "invited_at", "invited_by")),
    PersonalTable(
        "invitations_given",
        models.Invitation,
        ("project__name", "user__username", "role", "invited_at"),
        person="inviter",
    ),
    PersonalTable("places_offered", models.MemberInvitation, ("organization__name", "role", "invited_at")),
    PersonalTable(
        "places_offered_to_others",
        models.MemberInvitation,
        ("organization__name", "user__username", "role", "invited_at"),
        person="inviter",
    ),
    PersonalTable("namespaces", models.Namespace, ("prefix", "granted_at", "granted_by"), person="owner"),
    PersonalTable(
        "rulings_on_names",
        models.NameRuling,
        ("name", "effect", "reason", "ruled_at", "ruled_by"),
        person="person",
    ),
    PersonalTable(
        "reports",
        models.Report,
        ("project__name", "kind", "text", "reported_at", "outcome", "answer", "answered_at"),
        person="reporter",
    ),
)
"""In the order in which they are told."""
