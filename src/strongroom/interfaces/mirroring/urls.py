"""Addresses of XML-RPC; the JSON API below `/pypi/` is the read path's."""

from django.urls import path

from strongroom.interfaces.mirroring.views import answer_call

urlpatterns = [
    path("pypi", answer_call, name="xmlrpc"),
    path("pypi/", answer_call),
]
