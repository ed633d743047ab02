"""The whole index as one WSGI callable: prepared bytes first, then static files, then Django."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strongroom.config.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings and applications are loaded above
from django.urls import get_resolver  # noqa: E402

from strongroom.config.privacy import guarded  # noqa: E402
from strongroom.config.upstream import upstream_answers  # noqa: E402
from strongroom.infra.eventlog import EventWriter  # noqa: E402
from strongroom.infra.storage.local import ContentStore  # noqa: E402
from strongroom.interfaces import web  # noqa: E402
from strongroom.interfaces.simple.nothing_offered import nothing_offered  # noqa: E402
from strongroom.interfaces.simple.routes import ReadHandlers  # noqa: E402
from strongroom.interfaces.simple.wsgi import ReadPath  # noqa: E402
from strongroom.readpath.services import pages_of_this_node  # noqa: E402

# Every view, before workers are forked: else the first visitor of each worker waits for a second.
get_resolver().url_patterns  # noqa: B018 - loads them

_pages = pages_of_this_node().store
_events = EventWriter(settings.STRONGROOM_EVENTS_FOLDER)
_handlers = ReadHandlers(
    pages=_pages,
    contents=ContentStore(settings.STRONGROOM_CONTENT_FOLDER),
    events=_events,
    on_absent=upstream_answers(settings.ENVIRONMENT, own=_pages, events=_events),
)
application = ReadPath(
    nothing_offered(_handlers)
    if settings.STRONGROOM_SIMULATION
    else guarded(_handlers, _pages, environment=settings.ENVIRONMENT),
    fallback=WhiteNoise(_django, root=Path(web.__file__).parent / "static", prefix="static/", max_age=600),
)
