"""More figures of each day, and how many uploads were refused; days that were kept before stay as they are."""

from django.db import migrations, models

KEPT_FROM_NOW_ON = (
    "bound_with_provider_only",
    "vouchers_imported",
    "vouchers_claimed",
    "domains_watched",
    "domains_lapsed",
    "accounts_with_lapsed_domain",
    "files",
    "files_by_token_with_key",
    "files_by_token_with_factor",
    "files_by_token_alone",
    "files_by_sign_in",
    "refused_for_factor",
    "refused_for_rights",
)


class Migration(migrations.Migration):
    dependencies = [("mandates", "0004_vouchers")]

    operations = [
        *(
            migrations.AddField("protectionfigure", name, models.PositiveIntegerField(null=True))
            for name in KEPT_FROM_NOW_ON
        ),
        migrations.CreateModel(
            name="RefusedUploads",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("code", models.CharField(max_length=50)),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("on", "code"), name="one_count_per_day_and_refusal"
                    )
                ],
            },
        ),
    ]
