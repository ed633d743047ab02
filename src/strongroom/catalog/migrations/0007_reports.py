import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0006_quarantined_releases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=2000)),
                ("reported_at", models.DateTimeField()),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=200)),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="catalog.project")),
                ("reporter", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(answered_at=None, outcome="") | models.Q(answered_at__isnull=False) & ~models.Q(outcome=""),
                        name="an_answered_report_says_how",
                    )
                ],
            },
        ),
    ]
