"""What ended a designation is kept in all its words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("criticality", "0005_curves_of_runs")]

    operations = [
        migrations.AlterField(
            model_name="designation", name="ended_because", field=models.TextField(blank=True)
        ),
    ]
