"""Work that makes a great many objects and no cycles among them: Python's search for such garbage finds nothing there."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Run the block without looking for cycles, whatever is made in it; afterwards it is as before.

    What nobody refers to is given back at once as ever; cycles wait until the block has ended. Objects that are to stay
    for good, such as modules, are best frozen (`gc.freeze`) before it ends: else all of them are walked through then.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
