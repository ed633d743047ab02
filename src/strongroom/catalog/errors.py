"""Refusals of this room."""

from strongroom.foundation.errors import NotFound, Refusal


class ProjectNotFound(NotFound):
    """There is no such project."""

    code = "project_not_found"


class ReleaseNotFound(NotFound):
    """The project has no such release."""

    code = "release_not_found"


class InvitationNotFound(NotFound):
    """Nobody invited this person to that project, or the invitation was withdrawn."""

    code = "invitation_not_found"


class FileExists(Refusal):
    """A file of that name is published with other content, or the same content under another name."""

    code = "file_exists"


class FilenameUsed(Refusal):
    """A file of that name was published and withdrawn; names are never used twice."""

    code = "filename_used"


class VersionWithdrawn(Refusal):
    """The version was withdrawn; it is never filled again."""

    code = "version_withdrawn"


class ReleaseQuarantined(Refusal):
    """The release is quarantined: nothing is added to it until it has been examined."""

    code = "release_quarantined"


class RoleExists(Refusal):
    """The person already has a role on the project, or is invited."""

    code = "role_exists"


class LastOwner(Refusal):
    """A project never loses its last owner this way."""

    code = "last_owner"


class AccountClosed(Refusal):
    """The account is closed or frozen: nobody could use the role."""

    code = "account_closed"


class RecipientUnprotected(Refusal):
    """A project is handed over only to a collaborator who holds a second factor, and may take on what it asks."""

    code = "recipient_unprotected"


class NamespaceNotFound(NotFound):
    """No namespace of that name is granted."""

    code = "namespace_not_found"


class NamespaceTaken(Refusal):
    """The namespace is granted already, or overlaps with one of another owner (PEP 752)."""

    code = "namespace_taken"


class NamespaceUnfit(Refusal):
    """No namespace of this name is granted to anybody, now."""

    code = "namespace_unfit"


class NamespaceReserved(Refusal):
    """A project cannot be begun in the namespace of somebody else (PEP 752)."""

    code = "namespace_reserved"


class NameRefused(Refusal):
    """No new project of this person may have this name."""

    code = "name_refused"


class NameOfStandardLibrary(NameRefused):
    """It is the name of a module of the standard library."""

    code = "name_of_standard_library"


class ProjectExists(NameRefused):
    """A project has this name, or had it before it was withdrawn."""

    code = "project_exists"


class NameProhibited(NameRefused):
    """Operators prohibited the name, or it is reserved on every index."""

    code = "name_prohibited"


class NameTooSimilar(NameRefused):
    """Somebody could take it for the name of another project."""

    code = "name_too_similar"


class NameRulingNotFound(NotFound):
    """No operator decided anything about this name."""

    code = "name_ruling_not_found"


class StatusUnfit(Refusal):
    """The project's status does not allow the change (PEP 792)."""

    code = "status_unfit"


class OrganizationNotFound(NotFound):
    """There is no such organization."""

    code = "organization_not_found"


class TeamNotFound(NotFound):
    """The organization has no such team."""

    code = "team_not_found"


class MemberNotFound(NotFound):
    """The person has no place in the organization or the team, and is not invited."""

    code = "member_not_found"


class NameTaken(Refusal):
    """An organization or a team has this name, or it is kept for others."""

    code = "name_taken"


class MemberExists(Refusal):
    """The person has a place there already, or is invited."""

    code = "member_exists"


class InvitationLapsed(Refusal):
    """The invitation expired, or who gave it could not give it any more."""

    code = "invitation_lapsed"


class NotOfOrganization(Refusal):
    """The project is not a project of this organization."""

    code = "not_of_organization"


class RightNotDirect(Refusal):
    """The person's right comes through a team or an organization, and is changed there."""

    code = "right_not_direct"


class ReportUnfit(Refusal):
    """A report, or the answer to one, says nothing or too much, or was answered already."""

    code = "report_unfit"


class ReportNotFound(NotFound):
    """There is no such report."""

    code = "report_not_found"


class NotInCustody(Refusal):
    """The project has an owner, who alone decides about its people."""

    code = "not_in_custody"
