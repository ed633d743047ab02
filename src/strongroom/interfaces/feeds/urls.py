"""Addresses of the feeds, the same as on PyPI."""

from django.urls import path

from strongroom.interfaces.feeds.views import (
    newest_projects_feed,
    newest_releases_feed,
    project_releases_feed,
)

urlpatterns = [
    path("rss/packages.xml", newest_projects_feed, name="newest_projects_feed"),
    path("rss/updates.xml", newest_releases_feed, name="newest_releases_feed"),
    path("rss/project/<str:name>/releases.xml", project_releases_feed, name="project_releases_feed"),
]
