"""Refusals of this room."""

from datetime import date

from strongroom.foundation.errors import NotFound, Refusal


class RunOutOfOrder(Refusal):
    """A run for a day before the newest run would rewrite what people were told."""

    code = "run_out_of_order"


class RunsStay(Refusal):
    """Runs cannot be taken back: there are none, or they are of days that have come, or the reason is unfit."""

    code = "runs_stay"


class NamingUnfit(Refusal):
    """The name cannot be put on the operators' list, or taken off it: as it stands already, or for want of a reason."""

    code = "naming_unfit"


class ContestUnfit(Refusal):
    """The designation cannot be contested now, or the contest not be answered so.

    Args:
        again_on: The first day (UTC) on which it can be contested again; None where waiting changes nothing.
    """

    code = "contest_unfit"

    def __init__(
        self, what: str, *, why: str = "", next_step: str = "", again_on: date | None = None
    ) -> None:
        self.again_on = again_on
        super().__init__(what, why=why, next_step=next_step)


class ContestNotFound(NotFound):
    """There is no such contest, or none that waits."""

    code = "contest_not_found"


class PolicyUnfit(Refusal):
    """A version of the policy cannot be announced, or not be withdrawn, as it was asked."""

    code = "policy_unfit"


class PolicyNumberUnfit(PolicyUnfit):
    """One number of a policy is not of its type, or out of its range.

    Args:
        field: Name of the field of `Policy`. An interface puts the name of its own option or form field in its place.
        label: What people read for that field elsewhere.
        demand: What the number has to be, as a sentence without its subject and full stop: "has to be …".
    """

    code = "policy_number_unfit"

    def __init__(self, field: str, *, label: str, demand: str, next_step: str = "") -> None:
        self.field = field
        self.demand = demand
        super().__init__(f"{label}: {demand}.", next_step=next_step)


class PolicyNotFound(NotFound):
    """There is no version of that number."""

    code = "policy_not_found"


class RunNotFound(NotFound):
    """No run of that day is known, or its file is not here."""

    code = "run_not_found"


class RunFileUnfit(Refusal):
    """What is given as the file of a run is none, or is not whole."""

    code = "run_file_unfit"


class RunFileDiffers(Refusal):
    """The file of a run says something else than its inputs give."""

    code = "run_file_differs"
