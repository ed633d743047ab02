"""SAML assertions that were accepted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_directory_accounts")]

    operations = []  # noqa: RUF012 - Django's own form
