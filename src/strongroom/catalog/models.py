"""Tables of projects, releases, files and roles."""

from django.conf import settings
from django.db import models


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


class Project(models.Model):
    """A name and what stands behind it. The row outlives a withdrawal: a name is never silently re-issued."""

    name = models.CharField(max_length=128, unique=True)
    display_name = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=ProjectStatus, default=ProjectStatus.ACTIVE)
    status_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

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


class Namespace(models.Model):
    """A name that, with all that begin with it and a hyphen, is kept for one person's new projects (PEP 752)."""

    prefix = models.CharField(max_length=128, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="namespaces")
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.prefix


class Release(models.Model):
    """A version. Its metadata are those of the first file; later files never change them.

    The row outlives its files: a withdrawn version is a tombstone.
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="one_row_per_version")]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class File(models.Model):
    """A file that was published. The row outlives a withdrawal: a file name is never used twice."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
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
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.filename


class Invitation(models.Model):
    """A role that was offered and not yet accepted."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=RoleName)
    invited_at = models.DateTimeField()
    invited_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_invitation_per_person_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.user} invited to {self.project}"
