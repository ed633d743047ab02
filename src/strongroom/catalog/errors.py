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


class OperatorsOnly(Refusal):
    """Only operators of this index do this."""

    code = "operators_only"


class ReasonMissing(Refusal):
    """The change asks for a reason that others will read."""

    code = "reason_missing"
