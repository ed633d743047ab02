"""The URL root: which interface answers what. `/simple/` and `/packages/` never get here (wsgi.py)."""

from django.conf import settings
from django.urls import include, path

from strongroom.interfaces.feeds.urls import urlpatterns as feeds
from strongroom.interfaces.mirroring.urls import urlpatterns as mirroring
from strongroom.interfaces.uploads.urls import urlpatterns as uploads
from strongroom.interfaces.web.urls import urlpatterns as web

urlpatterns = [
    path("account/", include("strongroom.interfaces.web.accounts.urls")),
    *uploads,
    *feeds,
    *mirroring,
    *web,
]

handler400 = "strongroom.interfaces.web.refusals.unreadable"
handler404 = "strongroom.interfaces.web.refusals.not_found"

if settings.STRONGROOM_DEMO:
    urlpatterns.append(path("_mail/", include("strongroom.interfaces.web.demo_mail.urls")))
