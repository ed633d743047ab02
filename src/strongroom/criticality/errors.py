"""Refusals of this room."""

from strongroom.foundation.errors import NotFound, Refusal


class RunOutOfOrder(Refusal):
    """A run for a day before the newest run would rewrite what people were told."""

    code = "run_out_of_order"


class NamingUnfit(Refusal):
    """The name is on the operators' list already, or is not, or no reason was given."""

    code = "naming_unfit"


class ContestUnfit(Refusal):
    """The designation cannot be contested now, or the contest not be answered so."""

    code = "contest_unfit"


class ContestNotFound(NotFound):
    """There is no such contest, or none that waits."""

    code = "contest_not_found"


class PolicyUnfit(Refusal):
    """A version of the policy cannot be announced, or not be withdrawn, as it was asked."""

    code = "policy_unfit"


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
