"""By what chunks are found that begin alike, whatever they are called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("downloads", "0004_details")]

    operations = [
        migrations.AddField(
            model_name="importedlog",
            name="beginning",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="importedlog",
            name="marks",
            field=models.BinaryField(default=b""),
        ),
    ]
