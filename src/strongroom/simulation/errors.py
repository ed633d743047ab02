"""What a simulation refuses."""

from strongroom.foundation.errors import Refusal


class SizeUnfit(Refusal):
    """No population is of these sizes."""

    code = "simulation_size_unfit"


class FolderInUse(Refusal):
    """The folder, or the database, holds something else than this simulation."""

    code = "simulation_folder_in_use"


class OnlyLookedAt(Refusal):
    """What was asked would change a simulation, or mix it with what is real."""

    code = "simulation_only_looked_at"

    def __init__(self) -> None:
        super().__init__(
            "This folder holds a simulation: what can be done here is to look.",
            why="It is the same for everybody who makes it, as long as nothing real comes into it.",
            next_step="Do it on an index; on the command line, --data names its folder.",
        )


class NotBegun(Refusal):
    """There is nothing to look at: the database of a simulation has no tables yet, or cannot be used."""

    code = "simulation_not_begun"

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"The simulation in this folder was not begun, or its database cannot be used: {error}.",
            next_step="Run `strongroom simulate` as it was run before: it goes on.",
        )
