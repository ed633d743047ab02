"""Counts keyed by day, name and class, and the totals of the window.

The rows of the old table are carried over in one statement: a minute for ten million of them.
"""

import django.db.models.deletion
from django.db import migrations, models

import strongroom.downloads.models.fields

_FORWARDS = """
    INSERT INTO downloads_dailycount (day, name_id, client_class, downloads)
    SELECT {number_of_day} AS number, name_id,
        CASE client_class WHEN 'installer' THEN 0 WHEN 'mirror' THEN 1 WHEN 'browser' THEN 2 WHEN 'script' THEN 3
            WHEN 'bot' THEN 4 ELSE 5 END AS code,
        sum(downloads)
    FROM downloads_oldcount GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_BACKWARDS = """
    INSERT INTO downloads_oldcount (day, name_id, client_class, downloads)
    SELECT {day_of_number}, name_id,
        CASE client_class WHEN 0 THEN 'installer' WHEN 1 THEN 'mirror' WHEN 2 THEN 'browser' WHEN 3 THEN 'script'
            WHEN 4 THEN 'bot' ELSE 'unknown' END,
        downloads
    FROM downloads_dailycount
"""
_SPELLINGS = {
    "sqlite": {
        "number_of_day": "CAST(julianday(day) - 2440587.5 AS INTEGER)",
        "day_of_number": "date(day * 86400, 'unixepoch')",
    },
    "postgresql": {"number_of_day": "day - DATE '1970-01-01'", "day_of_number": "DATE '1970-01-01' + day"},
}


def carry_over(_apps, schema_editor):
    schema_editor.execute(_FORWARDS.format(**_SPELLINGS[schema_editor.connection.vendor]))


def carry_back(_apps, schema_editor):
    schema_editor.execute(_BACKWARDS.format(**_SPELLINGS[schema_editor.connection.vendor]))


class CreateTableInOrderOfKey(migrations.CreateModel):
    """Create a table whose rows lie in the order of its primary key, where the database does not do so by itself."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        statement, parameters = schema_editor.table_sql(to_state.apps.get_model(app_label, self.name))
        schema_editor.execute(f"{statement} WITHOUT ROWID", parameters or None)


class Migration(migrations.Migration):
    dependencies = [("downloads", "0002_ledger_of_chunks")]

    operations = [
        migrations.RenameModel("DailyCount", "OldCount"),
        CreateTableInOrderOfKey(
            name="DailyCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "name", "client_class", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", strongroom.downloads.models.fields.DayField()),
                ("client_class", strongroom.downloads.models.fields.ClientClassField()),
                ("downloads", models.BigIntegerField()),
                (
                    "name",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="downloads.countedname"
                    ),
                ),
            ],
        ),
        migrations.RunPython(carry_over, carry_back),
        migrations.DeleteModel("OldCount"),
        CreateTableInOrderOfKey(
            name="WindowTotal",
            fields=[
                (
                    "name",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="total",
                        serialize=False,
                        to="downloads.countedname",
                    ),
                ),
                ("downloads", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TotalsWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("classes", models.JSONField()),
                ("held_to", models.BigIntegerField()),
            ],
        ),
    ]
