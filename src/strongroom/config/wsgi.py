"""The whole index as one WSGI callable: prepared bytes first, then static files, then Django."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strongroom.config.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings and applications are loaded above

from strongroom.infra.eventlog import EventWriter  # noqa: E402
from strongroom.infra.storage.local import ContentStore  # noqa: E402
from strongroom.interfaces import web  # noqa: E402
from strongroom.interfaces.simple.app import ReadPath  # noqa: E402
from strongroom.readpath.services import pages_of_this_node  # noqa: E402

application = ReadPath(
    pages=pages_of_this_node().store,
    contents=ContentStore(settings.STRONGROOM_CONTENT_FOLDER),
    events=EventWriter(settings.STRONGROOM_EVENTS_FOLDER),
    fallback=WhiteNoise(_django, root=Path(web.__file__).parent / "static", prefix="static/", max_age=600),
)
