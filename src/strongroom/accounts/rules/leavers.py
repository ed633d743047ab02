"""Who has left a company's directory, and when so many at once are no leavers but a mistake in the settings."""

ALWAYS_BELIEVED = 3
"""So many may leave a small company between two looks."""
BELIEVED_PART = 4
"""Of more people, at most every so-and-so-many-th: the fourth. Who changes a filter or the name of a group by mistake
would otherwise stop the uploads of all."""


def believable(leaving: int, *, of: int) -> bool:
    """Say whether so many can have left at once, of those whose accounts were open."""
    return leaving <= ALWAYS_BELIEVED or leaving * BELIEVED_PART <= of
