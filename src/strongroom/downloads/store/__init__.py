"""The detail store: downloads by file and by client, in partitions of one UTC day.

A day is replaced as a whole, from files of lines ("pieces", see `pieces`); to replace it once more by the same pieces
changes nothing. Readers see the day before or the day after, never a part. Nothing else is kept here, so a store is emptied and
filled again from another one by carrying days over.
"""

from strongroom.downloads.store.addresses import parse_address
from strongroom.downloads.store.opening import open_store
from strongroom.downloads.store.pieces import Piece, PieceFolder, PieceWriter, compressed
from strongroom.downloads.store.port import Breakdown, DetailStore

__all__ = [
    "Breakdown",
    "DetailStore",
    "Piece",
    "PieceFolder",
    "PieceWriter",
    "compressed",
    "open_store",
    "parse_address",
]
