import django.contrib.postgres.fields
import django.db.models.deletion
import nmirf.common.migrations
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('on', models.DateField(verbose_name='day')),
                ('lines', models.PositiveSmallIntegerField(verbose_name='lines')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'digest',
                'ordering': ['-on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['on'], name='digest_unsent')],
                'constraints': [models.UniqueConstraint(fields=('person', 'on'), name='digest_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due')], max_length=20, unique=True, verbose_name='kind of duty')),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='Each day is used once; 0 is the due date, -7 a week after it.', size=None, verbose_name='days before the due date')),
                ('escalate_deputy_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the deputy hears of it')),
                ('escalate_authority_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the validating authority hears of it')),
                ('escalate_secretariat_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the secretariat hears of it')),
            ],
            options={
                'verbose_name': 'reminder rule',
                'ordering': ['kind'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'returned', 'verify', 'sign', 'publish', 'assignment', 'contested', 'obligation', 'request', 'comment', 'follow_up'])), name='reminder_rule_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ReminderRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due')], max_length=20, verbose_name='kind of duty')),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='Each day is used once; 0 is the due date, -7 a week after it.', size=None, verbose_name='days before the due date')),
                ('escalate_deputy_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the deputy hears of it')),
                ('escalate_authority_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the validating authority hears of it')),
                ('escalate_secretariat_after', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days late before the secretariat hears of it')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.reminderrule')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReminderSent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due')], max_length=20, verbose_name='kind of duty')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('level', models.CharField(choices=[('holder', 'the one who owes it'), ('deputy', 'deputy'), ('authority', 'validating authority'), ('secretariat', 'secretariat')], max_length=20, verbose_name='told as')),
                ('offset', models.SmallIntegerField(verbose_name='days before the due date')),
                ('due_on', models.DateField(verbose_name='due')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='notifications.digest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reminder sent',
                'ordering': ['-created_at', 'pk'],
                'indexes': [models.Index(fields=['kind', 'subject'], name='reminder_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'subject', 'level', 'offset', 'due_on'), name='reminder_never_twice')],
            },
        ),
        migrations.CreateModel(
            name='DigestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('on', models.DateField(verbose_name='day')),
                ('lines', models.PositiveSmallIntegerField(verbose_name='lines')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.digest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('key', models.CharField(max_length=160, verbose_name='key')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='news', to='notifications.digest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='notification_once'), models.CheckConstraint(condition=models.Q(('path__regex', '^/([^/]|$)')), name='notification_path_local')],
            },
        ),
        migrations.CreateModel(
            name='ReminderSentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due')], max_length=20, verbose_name='kind of duty')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('level', models.CharField(choices=[('holder', 'the one who owes it'), ('deputy', 'deputy'), ('authority', 'validating authority'), ('secretariat', 'secretariat')], max_length=20, verbose_name='told as')),
                ('offset', models.SmallIntegerField(verbose_name='days before the due date')),
                ('due_on', models.DateField(verbose_name='due')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('digest', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='notifications.digest')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.remindersent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NotificationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('key', models.CharField(max_length=160, verbose_name='key')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('digest', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='notifications.digest')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.notification')),
            ],
            options={
                'abstract': False,
            },
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('reminderrule', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."escalate_authority_after", NEW."escalate_deputy_after", NEW."escalate_secretariat_after", NEW."id", NEW."kind", NEW."offsets", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='70f7d16e3b44730f6315b258847315c461e1946d', operation='INSERT', pgid='pgtrigger_insert_insert_e3b52', table='notifications_reminderrule', when='AFTER'))), ('reminderrule', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."escalate_authority_after", NEW."escalate_deputy_after", NEW."escalate_secretariat_after", NEW."id", NEW."kind", NEW."offsets", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='44103d8667e8f9b3965e67ff70fd309fdda9590e', operation='UPDATE', pgid='pgtrigger_update_update_e5750', table='notifications_reminderrule', when='AFTER'))), ('reminderrule', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."created_at", OLD."escalate_authority_after", OLD."escalate_deputy_after", OLD."escalate_secretariat_after", OLD."id", OLD."kind", OLD."offsets", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='cee311d480dfad400a4f964348dbd0d417a8fe62', operation='DELETE', pgid='pgtrigger_delete_delete_2e282', table='notifications_reminderrule', when='AFTER'))), ('digest', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_digestevent" ("attempts", "created_at", "id", "lines", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."created_at", NEW."id", NEW."lines", NEW."on", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='9b899addecb5f4406d6330625c8d17ecbd4c59f8', operation='INSERT', pgid='pgtrigger_insert_insert_05f07', table='notifications_digest', when='AFTER'))), ('digest', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_digestevent" ("attempts", "created_at", "id", "lines", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."created_at", NEW."id", NEW."lines", NEW."on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='f7a6cf5a3a35f68514ced33538b44fea0bd1c43e', operation='UPDATE', pgid='pgtrigger_update_update_00a91', table='notifications_digest', when='AFTER'))), ('digest', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_digestevent" ("attempts", "created_at", "id", "lines", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (OLD."attempts", OLD."created_at", OLD."id", OLD."lines", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."sent_at", OLD."updated_at"); RETURN NULL;', hash='b5d0af15e9702d3cd686860bd55daccb4dd968a4', operation='DELETE', pgid='pgtrigger_delete_delete_1a5ec', table='notifications_digest', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."due_on", NEW."id", NEW."kind", NEW."level", NEW."offset", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."text", NEW."updated_at"); RETURN NULL;', hash='04a2268f5a53f5cd0dd10ba324f522a3fea66652', operation='INSERT', pgid='pgtrigger_insert_insert_72c69', table='notifications_remindersent', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."due_on", NEW."id", NEW."kind", NEW."level", NEW."offset", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."subject", NEW."text", NEW."updated_at"); RETURN NULL;', hash='add495efa6aec334de052f39ad2691ee5e3671b3', operation='UPDATE', pgid='pgtrigger_update_update_daa87', table='notifications_remindersent', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (OLD."created_at", OLD."digest_id", OLD."due_on", OLD."id", OLD."kind", OLD."level", OLD."offset", OLD."path", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."subject", OLD."text", OLD."updated_at"); RETURN NULL;', hash='4ea787ed577ccf3c3acebf4c9c5b6b4c9a241fd8', operation='DELETE', pgid='pgtrigger_delete_delete_7dc03', table='notifications_remindersent', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_notificationevent" ("created_at", "digest_id", "id", "key", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."id", NEW."key", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."read_at", NEW."text", NEW."updated_at"); RETURN NULL;', hash='090cb9bf81d0828058224a4aff4aedcb07996686', operation='INSERT', pgid='pgtrigger_insert_insert_e1b01', table='notifications_notification', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_notificationevent" ("created_at", "digest_id", "id", "key", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."id", NEW."key", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."read_at", NEW."text", NEW."updated_at"); RETURN NULL;', hash='3c9a74f92d74f3dc2064d9c52342e0b319fab27a', operation='UPDATE', pgid='pgtrigger_update_update_a25db', table='notifications_notification', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_notificationevent" ("created_at", "digest_id", "id", "key", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (OLD."created_at", OLD."digest_id", OLD."id", OLD."key", OLD."path", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."read_at", OLD."text", OLD."updated_at"); RETURN NULL;', hash='8577d30c3ebabed73f251431d11d381147857449', operation='DELETE', pgid='pgtrigger_delete_delete_f6b13', table='notifications_notification', when='AFTER')))],
        ),
    ]
