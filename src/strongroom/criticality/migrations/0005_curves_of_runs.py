"""The shape of each run's ranking, to be drawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("criticality", "0004_contests")]

    operations = [
        migrations.AddField(
            model_name="designationrun", name="curve", field=models.JSONField(default=list)
        ),
    ]
