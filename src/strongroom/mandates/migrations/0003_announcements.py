"""Drafts, batches and letters of announcements."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mandates', '0002_scopes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('critical-projects', 'CRITICAL_PROJECTS'), ('every-publisher', 'EVERY_PUBLISHER'), ('projects', 'PROJECTS'), ('organization', 'ORGANIZATION'), ('own', 'OWN')], max_length=20)),
                ('target', models.CharField(default='', max_length=128)),
                ('named', models.JSONField(default=list)),
                ('strength', models.CharField(choices=[('any', 'Any'), ('phishing-resistant', 'Phishing Resistant')], default='any', max_length=20)),
                ('notice_days', models.PositiveSmallIntegerField()),
                ('brown_out_days', models.JSONField(default=list)),
                ('reason', models.TextField()),
                ('batch_size', models.PositiveIntegerField()),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.CharField(max_length=200)),
                ('letters_made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_by', models.CharField(blank=True, max_length=200)),
                ('last_batch_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('mandate', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='announcement', to='mandates.mandate')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('mandate', None), ('sent_at', None)), models.Q(('mandate__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='an_announcement_is_sent_with_its_mandate'),
                    models.CheckConstraint(condition=models.Q(('batch_size__gt', 0)), name='a_batch_has_at_least_one_letter'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MandateLetter',
            fields=[
                ('id', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('announcement', 'Announcement'), ('reminder', 'Reminder'), ('enforcement', 'Enforcement')], max_length=20)),
                ('subject', models.CharField(max_length=400)),
                ('text', models.TextField()),
                ('projects', models.JSONField(default=list)),
                ('satisfied', models.BooleanField()),
                ('told_at', models.DateTimeField(null=True)),
                ('outbox_id', models.BigIntegerField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('returned_at', models.DateTimeField(null=True)),
                ('said', models.CharField(blank=True, max_length=500)),
                ('announcement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='mandates.announcement')),
                ('mandate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='mandates.mandate')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandate_letters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['user', '-told_at'], name='letters_of_a_reader'),
                    models.Index(condition=models.Q(('returned_at', None)), fields=['mailed_at'], name='letters_under_way'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('announcement__isnull', False)), fields=('announcement', 'user'), name='one_letter_of_an_announcement_per_person'),
                ],
            },
        ),
    ]
