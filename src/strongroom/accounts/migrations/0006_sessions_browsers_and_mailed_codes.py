from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0005_frozen_accounts_and_changed_hands"),
    ]

    operations = []
