"""What people published lately."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count

from strongroom.catalog.models import File
from strongroom.foundation.actors import ActorKind


def uploads_by_people(names: Collection[str], *, since: datetime) -> dict[str, int]:
    """Return by user name how many files people, or their API tokens, published to these projects since then.

    Files that were withdrawn count, too: they were uploaded.
    """
    files = File.objects.filter(release__project__name__in=names, uploaded_at__gte=since)
    uploads: dict[str, int] = {}
    for actor, number in files.values_list("uploaded_by").annotate(number=Count("pk")).order_by():
        kind, _, username = actor.partition(":")
        if kind in {ActorKind.PERSON, ActorKind.TOKEN}:
            uploads[username] = uploads.get(username, 0) + number
    return uploads
