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
    """A mandate that asks the same of the same people is announced or in force."""

    code = "mandate_running"


class DemandUnfit(Refusal):
    """What a mandate would ask does not fit its scope, or its scope is not there."""

    code = "demand_unfit"


class NoticeTooShort(Refusal):
    """A mandate would bind people sooner than they were promised."""

    code = "notice_too_short"


class BrownOutUnfit(Refusal):
    """A rehearsal would lie on the deadline or after it, or too soon after the announcement."""

    code = "brown_out_unfit"


class RequirementUnfit(Refusal):
    """What the owners of a project would ask for cannot hold from that day, or not from this owner."""

    code = "requirement_unfit"


class RequirementLasting(NotAllowed):
    """The owners of a project asked for a second factor for ever: they cannot take it back."""

    code = "requirement_lasting"


class NoMandate(NotFound):
    """No mandate is announced."""

    code = "no_mandate"


class CampaignNotFound(NotFound):
    """There is no such voucher campaign."""

    code = "campaign_not_found"


class CampaignUnfit(Refusal):
    """A voucher campaign cannot be made as asked, or these codes cannot be imported into it."""

    code = "campaign_unfit"


class CampaignOver(Refusal):
    """A voucher campaign has ended, or was ended already."""

    code = "campaign_over"


class ClaimUnfit(Refusal):
    """What is asked does not fit how the person's own claim on a voucher stands."""

    code = "claim_unfit"


class NotEligible(NotAllowed):
    """The rule of the voucher campaign, or the standing of the account, is against it."""

    code = "not_eligible"


class AnnouncementNotFound(NotFound):
    """There is no such announcement."""

    code = "announcement_not_found"


class AnnouncementUnfit(Refusal):
    """What is asked does not fit how far the announcement has come, or says what no mandate can say."""

    code = "announcement_unfit"


class DraftStale(Refusal):
    """A draft says something else by now, or speaks of other people or projects, so nobody has read what would be sent."""

    code = "draft_stale"


class LetterNotFound(NotFound):
    """There is no such letter to this person."""

    code = "letter_not_found"


class GiftNeedsTwo(Refusal):
    """One operator alone does not give a critical project away."""

    code = "gift_needs_two"


class GiftUnfit(Refusal):
    """The project cannot be given so, or not by this operator, or not now."""

    code = "gift_unfit"


class GiftNotFound(NotFound):
    """No gift of this project is open."""

    code = "gift_not_found"
