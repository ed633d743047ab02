from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0005_names"),
    ]

    operations = [
        migrations.AddField("release", "quarantined_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "release", "quarantined_because", models.CharField(blank=True, db_default="", max_length=500)
        ),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quarantined_at", None), ("quarantined_because", "")),
                    models.Q(
                        ("quarantined_at__isnull", False),
                        models.Q(("quarantined_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="quarantined_release_says_why",
            ),
        ),
        migrations.AddIndex(
            "file", models.Index(fields=["uploaded_by", "uploaded_at"], name="files_by_publisher")
        ),
    ]
