from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("outbox", "0002_headers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.EmailField(max_length=254, unique=True)),
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=1)),
                ("said", models.CharField(max_length=500)),
                ("by_report", models.BooleanField()),
            ],
        ),
    ]
