"""Downloads by file and client become days of the detail store, each exactly once.

What was counted leaves its rows in pieces, or loose in the database; the transaction that counts it names them. A day is built
from all that is named, and replaces what the store held. So whatever dies when, the next building is right.
"""

from strongroom.downloads.services.details.building import build_changed_days, put_away_pieces
from strongroom.downloads.services.details.checking import DayCheck, check_days, count_changed_days
from strongroom.downloads.services.details.chosen import chosen_pieces, chosen_reading
from strongroom.downloads.services.details.moving import Moved, move_days
from strongroom.downloads.services.details.naming import add_rows, name_pieces, note_events
from strongroom.downloads.services.details.tally import DetailReading, DetailTally

__all__ = [
    "DayCheck",
    "DetailReading",
    "DetailTally",
    "Moved",
    "add_rows",
    "build_changed_days",
    "check_days",
    "chosen_pieces",
    "chosen_reading",
    "count_changed_days",
    "move_days",
    "name_pieces",
    "note_events",
    "put_away_pieces",
]
