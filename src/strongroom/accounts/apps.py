"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Label and path."""

    name = "strongroom.accounts"
    label = "accounts"
