"""Addresses of the upload interface."""

from django.urls import path

from strongroom.interfaces.uploads.views import missing_slash, upload

urlpatterns = [
    path("legacy/", upload, name="upload"),
    path("legacy", missing_slash),
]
