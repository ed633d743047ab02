"""SAML assertions that were accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_directory_accounts")]

    operations = [
        migrations.CreateModel(
            name="AcceptedAssertion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("ticket_digest", models.BinaryField(max_length=32, unique=True)),
                ("said", models.JSONField(null=True)),
                ("kept_until", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
