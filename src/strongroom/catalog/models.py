"""Tables of projects, releases, files, and of the people, teams and organizations behind them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace


class ProjectStatus(models.TextChoices):
    """PEP 792 status markers."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    DEPRECATED = "deprecated"


class RoleName(models.TextChoices):
    """What somebody may do with a project."""

    OWNER = "owner"
    MAINTAINER = "maintainer"


class MemberRole(models.TextChoices):
    """What somebody may do in an organization."""

    OWNER = "owner"
    MANAGER = "manager"
    MEMBER = "member"


class Organization(models.Model):
    """Several people under one name. Its owners own each of its projects."""

    name = models.CharField(max_length=128, unique=True)
    display_name = models.CharField(max_length=128)
    description = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.display_name


class OrganizationMember(models.Model):
    """One person's place in one organization."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="one_place_per_person_and_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} of {self.organization}"


class Project(models.Model):
    """A name and what stands behind it. The row outlives a withdrawal: a name is never silently re-issued.

    While it is quarantined, `status_before` and `reason_before` keep what its owners had set.
    """

    name = models.CharField(max_length=128, unique=True)
    display_name = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=ProjectStatus, default=ProjectStatus.ACTIVE)
    status_reason = models.CharField(max_length=500, blank=True)
    status_before = models.CharField(max_length=12, choices=ProjectStatus, blank=True)
    reason_before = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="projects", null=True)
    confusable_key = models.GeneratedField(
        # The rule `rules.names.confusable_key` in the database's words; a test compares the two.
        expression=Replace(
            Replace(Replace(Replace(F("name"), Value("-")), Value("l"), Value("1")), Value("i"), Value("1")),
            Value("o"),
            Value("0"),
        ),
        output_field=models.CharField(max_length=128),
        db_persist=True,
        db_index=True,
    )

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """One person's right on one project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles")
    name = models.CharField(max_length=10, choices=RoleName)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_per_person_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.name} of {self.project}"


class Team(models.Model):
    """Members of an organization who have rights together."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=128)
    display_name = models.CharField(max_length=128)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_team_per_name_and_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.display_name} of {self.organization}"


class TeamMember(models.Model):
    """A member's place in a team. Whoever leaves the organization leaves its teams: the row goes with the other."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    member = models.ForeignKey(OrganizationMember, models.CASCADE, related_name="teams")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "member"], name="one_place_per_member_and_team")
        ]

    def __str__(self) -> str:
        return f"{self.member.user} in {self.team}"


class TeamRole(models.Model):
    """The right that all of a team have on one project of their organization."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="roles")
    project = models.ForeignKey(Project, models.PROTECT, related_name="team_roles")
    name = models.CharField(max_length=10, choices=RoleName)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "project"], name="one_role_per_team_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.name} of {self.project}"


class Namespace(models.Model):
    """A name that, with all that begin with it and a hyphen, is kept for new projects of one owner (PEP 752).

    The owner is either a person or an organization.
    """

    prefix = models.CharField(max_length=128, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="namespaces", null=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="namespaces", null=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) ^ Q(organization=None), name="one_owner_per_namespace"
            )
        ]

    def __str__(self) -> str:
        return self.prefix


class NameEffect(models.TextChoices):
    """What an operator decided about a name."""

    PROHIBITED = "prohibited"
    PERMITTED = "permitted"


class NameRuling(models.Model):
    """An operator's decision about one name, which counts for more than the rules. No row: they decide.

    `person` is whom a permission is for; without one it is for everybody.
    """

    name = models.CharField(max_length=128, unique=True)
    effect = models.CharField(max_length=10, choices=NameEffect)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=500)
    ruled_at = models.DateTimeField()
    ruled_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name} {self.effect}"


class FlaggedName(models.Model):
    """A project that was begun although its name resembles that of a critical one, for operators to look at."""

    name = models.CharField(max_length=128)
    resembles = models.CharField(max_length=128)
    pattern = models.CharField(max_length=20)
    begun_by = models.CharField(max_length=200)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "resembles"], name="one_flag_per_resemblance")]

    def __str__(self) -> str:
        return f"{self.name} resembles {self.resembles}"


class Release(models.Model):
    """A version. Its metadata are those of the first file; later files never change them.

    The row outlives its files: a withdrawn version is a tombstone. While it is quarantined none of its files is
    offered, and none is added.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="releases")
    version = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    summary = models.CharField(max_length=512, blank=True)
    description_html = models.TextField(blank=True)
    requires_python = models.CharField(max_length=500, blank=True)
    metadata = models.JSONField(default=dict)
    yanked_at = models.DateTimeField(null=True)
    yanked_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    quarantined_because = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_row_per_version"),
            models.CheckConstraint(
                condition=Q(quarantined_at=None, quarantined_because="")
                | Q(quarantined_at__isnull=False) & ~Q(quarantined_because=""),
                name="quarantined_release_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class File(models.Model):
    """A file that was published. The row outlives a withdrawal: a file name is never used twice.

    `proof_kind` and `proof_factor` are empty where it is not known how the publisher proved who they are.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="files", db_index=False)
    filename = models.CharField(max_length=255, unique=True)
    filetype = models.CharField(max_length=12)
    python_version = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    blake2_256 = models.CharField(max_length=64)
    md5 = models.CharField(max_length=32)
    metadata_sha256 = models.CharField(max_length=64, blank=True)
    requires_python = models.CharField(max_length=500, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=200)
    proof_kind = models.CharField(max_length=20, blank=True)
    proof_factor = models.CharField(max_length=20, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Whether a release has a file is asked of every project each day, and answered without reading any.
            models.Index(fields=["release", "withdrawn_at"], name="files_of_a_release"),
            # What an account published since it got into other hands is looked for while others wait to write.
            models.Index(fields=["uploaded_by", "uploaded_at"], name="files_by_publisher"),
        ]

    def __str__(self) -> str:
        return self.filename


class Invitation(models.Model):
    """A role on a project that was offered and not yet accepted.

    `inviter` is the person who offered it, and whose right is looked at again; None where an operator did.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=RoleName)
    invited_at = models.DateTimeField()
    invited_by = models.CharField(max_length=200)
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_invitation_per_person_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.user} invited to {self.project}"


class MemberInvitation(models.Model):
    """A place in an organization that was offered and not yet taken."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member_invitations")
    role = models.CharField(max_length=10, choices=MemberRole)
    invited_at = models.DateTimeField()
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="one_invitation_per_person_and_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} invited to {self.organization}"


class Report(models.Model):
    """What somebody says is wrong with a project, and what an operator answered.

    `kind` and `outcome` are of `rules.reports`. The text is for operators only: whoever reports malware has
    reason not to be named to its author. No `reporter`: somebody who was not signed in.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=2000)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="") | Q(answered_at__isnull=False) & ~Q(outcome=""),
                name="an_answered_report_says_how",
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.project}"
