from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("outbox", "0003_bounces"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="outgoingmail", name="outbox_due"),
        migrations.AddField(
            model_name="outgoingmail",
            name="may_wait",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("given_up_at", None), ("sent_at", None)),
                fields=["may_wait", "id"],
                name="outbox_open",
            ),
        ),
    ]
