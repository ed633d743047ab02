"""Refusals of this room: every way in which the one question is answered no."""

from datetime import datetime

from strongroom.foundation.errors import NotFound, Refusal


class NotAllowed(Refusal):
    """The actor has no right to do this to the project."""

    code = "not_allowed"


class TokenOutOfScope(NotAllowed):
    """The API token was not made for this project or this action."""

    code = "token_out_of_scope"


class AddressUnverified(NotAllowed):
    """Nobody changes a project without a mail address that is known to work."""

    code = "address_unverified"


class ProjectClosed(NotAllowed):
    """The project takes no uploads in its present state."""

    code = "project_closed"


class ReadOnly(NotAllowed):
    """The index can only be read for the time being."""

    code = "read_only"


class SecondFactorRequired(NotAllowed):
    """A mandate is in force and the person behind the actor holds no second factor that satisfies it.

    Args:
        project: Normalized name of the critical project.
        since: When the mandate's term for that project ended.
        enrol_url: The page where to enrol.
    """

    code = "second_factor_required"

    def __init__(
        self, what: str, *, why: str, next_step: str, project: str, since: datetime, enrol_url: str
    ) -> None:
        self.project = project
        self.since = since
        self.enrol_url = enrol_url
        super().__init__(what, why=why, next_step=next_step)


class HandsChanged(NotAllowed):
    """The project is critical, and the account of the person behind the actor may be in other hands.

    Args:
        project: Normalized name of the critical project.
        until: From then on the account may change it again.
    """

    code = "hands_changed"

    def __init__(self, what: str, *, why: str, next_step: str, project: str, until: datetime) -> None:
        self.project = project
        self.until = until
        super().__init__(what, why=why, next_step=next_step)


class MandateRunning(Refusal):
    """A mandate of that scope is already announced."""

    code = "mandate_running"


class NoMandate(NotFound):
    """No mandate is announced."""

    code = "no_mandate"
