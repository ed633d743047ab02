"""The index of a release's files says which of them were withdrawn, so that a question about them reads no file's row."""

import django.db.models.deletion
from django.db import migrations, models

_FORMER = "catalog_file_release_id_3f3cd08b"
"""As Django calls the index of the foreign key on every database."""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_reports")]

    operations = [
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["release", "withdrawn_at"], name="files_of_a_release"),
        ),
        # By hand: on SQLite, Django would copy the whole table to drop an index.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX {_FORMER}", f"CREATE INDEX {_FORMER} ON catalog_file (release_id)"
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="file",
                    name="release",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="catalog.release",
                    ),
                )
            ],
        ),
    ]
