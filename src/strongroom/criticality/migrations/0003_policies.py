"""The ledger of policies. An index that has designated already goes on under the rules of its newest run.

Until now the rules were settings of the program; each run kept those it was made under, as text. Where no run was
made, the first version is written after the migration (`criticality.apps`).
"""

from datetime import date

from django.db import migrations, models
from django.db.models import Q

BEGINNING = date(2000, 1, 1)
WHOLE_NUMBERS = ("window_days", "lapse_days", "minimum_downloads")
DECIMALS = ("share", "keep_factor", "candidate_share")


def keep_the_rules_of_the_runs(apps, _schema_editor):
    runs = apps.get_model("criticality", "DesignationRun").objects.order_by("on")
    first, newest = runs.first(), runs.last()
    if newest is None:
        return
    apps.get_model("criticality", "PolicyVersion").objects.create(
        number=1,
        rules=rules_of(newest.policy),
        reason="The rules that this index has designated by since its first run.",
        announced_at=first.finished_at,
        announced_by="system:designation",
        in_force_from=BEGINNING,
    )


def rules_of(policy):
    return {
        **{name: str(policy[name]) for name in DECIMALS},
        **{name: int(policy[name]) for name in WHOLE_NUMBERS},
        "counted_classes": policy["counted_classes"].split(", "),
        "downloads_rule": True,
        "own_dependencies_rule": True,
        "named_rule": True,
        "dependents_rule": False,
        "dependents_top": 100,
        "dependents_minimum": 10,
    }


class Migration(migrations.Migration):

    dependencies = [("criticality", "0002_runs_that_can_be_repeated")]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("rules", models.JSONField()),
                ("reason", models.TextField()),
                ("announced_at", models.DateTimeField()),
                ("announced_by", models.CharField(max_length=200)),
                ("in_force_from", models.DateField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=200)),
                ("withdrawn_because", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("withdrawn_at", None), ("withdrawn_because", ""), ("withdrawn_by", ""))
                        | Q(("withdrawn_at__isnull", False))
                        & ~Q(("withdrawn_by", ""))
                        & ~Q(("withdrawn_because", "")),
                        name="withdrawn_policy_says_why",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_the_rules_of_the_runs, migrations.RunPython.noop),
    ]
