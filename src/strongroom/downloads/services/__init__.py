"""Downloads become counts, each exactly once: one module per way in."""

from strongroom.downloads.services.checking_totals import WrongTotal, find_wrong_totals
from strongroom.downloads.services.chunks import FORMAT_NAMES, Reading, check_source, name_of
from strongroom.downloads.services.counting import add_counts
from strongroom.downloads.services.folding import Folded, fold_events
from strongroom.downloads.services.importing import Imported, import_log, import_logs
from strongroom.downloads.services.tallies import Counts
from strongroom.downloads.services.totals import bring_totals_to, rebuild_totals
from strongroom.downloads.services.watching import import_next_log

__all__ = [
    "FORMAT_NAMES",
    "Counts",
    "Folded",
    "Imported",
    "Reading",
    "WrongTotal",
    "add_counts",
    "bring_totals_to",
    "check_source",
    "find_wrong_totals",
    "fold_events",
    "import_log",
    "import_logs",
    "import_next_log",
    "name_of",
    "rebuild_totals",
]
