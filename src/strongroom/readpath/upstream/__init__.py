"""Projects that are not on this index, asked for at an upstream index and kept for a while.

Which names come from there is decided in `rules.routing`, and nowhere else. Only what is asked for is
fetched: an upstream's list of all projects is neither asked for nor shown. Nothing here knows Django.
"""

from strongroom.readpath.rules.routing import ReservedNames, Route, Source, route

__all__ = ["ReservedNames", "Route", "Source", "route"]
