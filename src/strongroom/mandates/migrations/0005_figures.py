"""More figures of each day."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mandates", "0004_vouchers")]

    operations = []  # noqa: RUF012 - Django's own form
