"""Which days of the detail store are to be built, from what."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("downloads", "0003_counts_in_the_order_of_days")]

    operations = [
        migrations.CreateModel(
            name="DetailDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("changes", models.BigIntegerField(default=0)),
                ("built", models.BigIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("downloads", models.JSONField(default=dict)),
                ("closed", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="DetailPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                ("downloads", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "digest"), name="one_piece_per_day_digest")
                ],
            },
        ),
        migrations.CreateModel(
            name="LooseDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(db_index=True)),
                ("rows", models.BinaryField()),
                ("downloads", models.BigIntegerField()),
            ],
        ),
    ]
