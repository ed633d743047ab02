"""Everything that the tables of this room say of one person, but for secrets and what they are checked by."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from strongroom.accounts import models
from strongroom.infra.personal_data import PersonalTable

PERSONAL_TABLES = (
    PersonalTable(
        "account",
        models.User,
        (
            "username",
            "email",
            "is_active",
            "frozen_at",
            "frozen_because",
            "hands_until",
            "date_joined",
            "last_login",
        ),
        person="pk",
    ),
    PersonalTable(
        "addresses",
        EmailAddress,
        (
            "email",
            "verified",
            "primary",
            "history__confirmed_at",
            "history__lapsed_at",
            "history__lapsed_because",
        ),
    ),
    PersonalTable(
        "provider_accounts", SocialAccount, ("provider", "uid", "extra_data", "date_joined", "last_login")
    ),
    PersonalTable("directory_account", models.DirectoryAccount, ("entry_id", "name", "since")),
    PersonalTable("provider_factors", models.ProviderFactor, ("said", "seen_at")),
    PersonalTable(
        "authenticator_apps", models.TotpApp, ("name", "created_at", "confirmed_at", "last_used_at")
    ),
    PersonalTable(
        "security_keys",
        models.SecurityKey,
        (
            "name",
            "aaguid",
            "transports",
            "is_passkey",
            "is_backup_eligible",
            "sign_count",
            "created_at",
            "last_used_at",
        ),
    ),
    PersonalTable("recovery_codes", models.RecoveryCode, ("created_at", "used_at")),
    PersonalTable("mailed_codes", models.MailedCode, ("purpose", "sent_at", "tries", "used_at")),
    PersonalTable(
        "sessions", models.Session, ("begun_at", "last_seen_at", "expire_date", "client", "place", "method")
    ),
    PersonalTable(
        "trusted_browsers", models.TrustedBrowser, ("client", "place", "confirmed_at", "last_used_at")
    ),
    PersonalTable(
        "api_tokens",
        models.ApiToken,
        (
            "id",
            "name",
            "projects",
            "read_only",
            "created_at",
            "expires_at",
            "last_used_at",
            "last_client",
            "uses",
            "revoked_at",
            "revoked_because",
        ),
    ),
    PersonalTable("switched_off_mail", models.DeclinedMail, ("kind", "since")),
    PersonalTable(
        "changes_of_hands", models.HandsChange, ("cause", "changed_at", "ends_at", "by", "disputed_at")
    ),
    PersonalTable("operator_roles", models.OperatorRole, ("role", "granted_at", "granted_by")),
    PersonalTable(
        "recoveries",
        models.Recovery,
        (
            "asked_at",
            "asked_by",
            "lost",
            "evidence",
            "new_address",
            "waits_until",
            "ended_at",
            "ending",
            "ended_by",
            "ended_because",
        ),
    ),
    PersonalTable(
        "recoveries_approved",
        models.RecoveryApproval,
        ("recovery__user__username", "at", "reason", "note"),
        person="operator",
    ),
)
"""In the order in which they are told."""
