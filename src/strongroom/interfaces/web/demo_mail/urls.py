"""Addresses of the demonstration's mail."""

from django.urls import path

from strongroom.interfaces.web.demo_mail.views import mail_list, mail_message

urlpatterns = [
    path("", mail_list, name="mail_list"),
    path("<slug:message>/", mail_message, name="mail_message"),
]
