"""Where and with what a fact was recorded. The journal may be long: both columns are added without copying it."""

from django.db import migrations, models


def _column(name: str) -> migrations.RunSQL:
    # Django's own AddField copies the whole table on SQLite; both databases know this statement.
    return migrations.RunSQL(
        f"ALTER TABLE journal_journalentry ADD COLUMN {name} varchar(60) DEFAULT '' NOT NULL",
        f"ALTER TABLE journal_journalentry DROP COLUMN {name}",
        state_operations=[
            migrations.AddField(
                model_name="journalentry",
                name=name,
                field=models.CharField(blank=True, db_default="", default="", max_length=60),
            )
        ],
    )


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        _column("origin_place"),
        _column("origin_client"),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                condition=~models.Q(origin_client=""), fields=["at"], name="journal_origin_at"
            ),
        ),
    ]
