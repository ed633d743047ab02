from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_sessions_browsers_and_mailed_codes"),
    ]

    operations = []
