"""Projects that nobody owns.

Custody is no state that somebody sets: a project is in it as long as nobody owns it, directly, through a team or through
its organization. Who closes their account gives up everything; who is frozen still owns what they own, for it may be
the victim. A project in custody stays installable, keeps its name, its designation and what a mandate asks; maintainers
that it still has go on; operators give it to somebody.
"""

from django.db.models import F, QuerySet

from strongroom.catalog.models import MemberRole, OrganizationMember, Project, Role, RoleName, TeamRole
from strongroom.foundation.names import NormalizedName


def is_in_custody(name: NormalizedName) -> bool:
    """Say whether a project, withdrawn or not, is owned by nobody."""
    return _in_custody().filter(name=name).exists()


def list_projects_in_custody() -> list[NormalizedName]:
    """Return the names of all projects that nobody owns, withdrawn ones too."""
    names = _in_custody().order_by("name").values_list("name", flat=True)
    return [NormalizedName(name) for name in names]


def _in_custody() -> QuerySet[Project]:
    """Return the projects that nobody owns: neither directly, nor by a team, nor by an organization."""
    teams = TeamRole.objects.filter(
        name=RoleName.OWNER, team__members__isnull=False, project__organization=F("team__organization")
    )
    organizations = OrganizationMember.objects.filter(role=MemberRole.OWNER)
    return (
        Project.objects.exclude(pk__in=Role.objects.filter(name=RoleName.OWNER).values("project"))
        .exclude(pk__in=teams.values("project"))
        .exclude(organization__isnull=False, organization__in=organizations.values("organization"))
    )
