"""Refusals of this room."""

from strongroom.foundation.errors import Refusal


class RunOutOfOrder(Refusal):
    """A run for a day before the newest run would rewrite what people were told."""

    code = "run_out_of_order"


class NamingUnfit(Refusal):
    """The name is on the operators' list already, or is not, or no reason was given."""

    code = "naming_unfit"
