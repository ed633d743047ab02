"""Downloads become counts, each exactly once: one module per way in."""

from strongroom.downloads.services.chunks import FORMAT_NAMES, Reading
from strongroom.downloads.services.counting import add_counts
from strongroom.downloads.services.folding import Folded, fold_events
from strongroom.downloads.services.importing import Imported, import_log, import_logs
from strongroom.downloads.services.tallies import Counts
from strongroom.downloads.services.watching import import_next_log

__all__ = [
    "FORMAT_NAMES",
    "Counts",
    "Folded",
    "Imported",
    "Reading",
    "add_counts",
    "fold_events",
    "import_log",
    "import_logs",
    "import_next_log",
]
