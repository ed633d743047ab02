"""What STRONGROOM_DETAIL_URL has chosen, as the services take it."""

from django.conf import settings

from strongroom.downloads.services.details.tally import DetailReading, FindVersions
from strongroom.downloads.store import PieceFolder


def chosen_pieces() -> PieceFolder:
    """Return where pieces are: always on this machine, wherever the store is."""
    return PieceFolder(settings.STRONGROOM_DETAILS_FOLDER / "pieces")


def chosen_reading(find_versions: FindVersions) -> DetailReading | None:
    """Return how details are taken from logs; None if this index keeps none."""
    if not settings.STRONGROOM_DETAIL_URL:
        return None
    return DetailReading(folder=chosen_pieces().folder, find_versions=find_versions)
