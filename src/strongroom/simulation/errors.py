"""What a simulation refuses."""

from strongroom.foundation.errors import Refusal


class SizeUnfit(Refusal):
    """No population is of these sizes."""

    code = "simulation_size_unfit"


class FolderInUse(Refusal):
    """The folder, or the database, holds something else than this simulation."""

    code = "simulation_folder_in_use"
