import django.db.models.deletion
import django.db.models.functions.text
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('documents', '0001_initial'),
        ('focalpoints', '0005_joining'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attendance',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attendance',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attendance',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='delete_delete',
        ),
        migrations.CreateModel(
            name='MeetingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('sequence', models.PositiveIntegerField(verbose_name='sequence')),
                ('method', models.CharField(choices=[('REQUEST', 'Invitation'), ('CANCEL', 'Cancellation')], max_length=10, verbose_name='method')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='focalpoints.attendance')),
            ],
            options={
                'verbose_name': 'e-mail about a meeting',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['attendance'], name='meeting_mail_unsent')],
                'constraints': [models.UniqueConstraint(fields=('attendance', 'sequence'), name='meeting_mail_once_a_sequence'), models.CheckConstraint(condition=models.Q(('method__in', ['REQUEST', 'CANCEL'])), name='meeting_mail_method_known')],
            },
        ),
        migrations.CreateModel(
            name='MeetingMailEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('sequence', models.PositiveIntegerField(verbose_name='sequence')),
                ('method', models.CharField(choices=[('REQUEST', 'Invitation'), ('CANCEL', 'Cancellation')], max_length=10, verbose_name='method')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('attendance', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.attendance')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.meetingmail')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='attendance_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='attendance_substitute_is_named',
        ),
        migrations.AddField(
            model_name='attendance',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddField(
            model_name='attendanceevent',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='minutes approved at'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_revision',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='meetingevent',
            name='minutes_approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='minutes approved at'),
        ),
        migrations.AddField(
            model_name='meetingevent',
            name='minutes_approved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingevent',
            name='minutes_revision',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='state',
            field=models.CharField(choices=[('invited', 'Invited, no answer yet'), ('coming', 'Will come'), ('sends', 'Sends a substitute'), ('excused', 'Excused'), ('present', 'Present'), ('substitute', 'A substitute came'), ('absent', 'Absent')], default='invited', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='attendanceevent',
            name='state',
            field=models.CharField(choices=[('invited', 'Invited, no answer yet'), ('coming', 'Will come'), ('sends', 'Sends a substitute'), ('excused', 'Excused'), ('present', 'Present'), ('substitute', 'A substitute came'), ('absent', 'Absent')], default='invited', max_length=20, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'coming', 'sends', 'excused', 'present', 'substitute', 'absent'])), name='attendance_state_known'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), ('name', ''), ('user__isnull', True)), fields=('meeting', 'institution'), name='attendance_of_vacant_post_once'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(models.F('meeting'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='attendance_guest_once'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('sends', 'substitute')), _negated=True), models.Q(('name', ''), _negated=True), _connector='OR'), name='attendance_substitute_is_named'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes_approved_at__isnull', True), ('minutes_approved_by__isnull', True)), models.Q(('minutes_approved_at__isnull', False), ('minutes_approved_by__isnull', False)), _connector='OR'), name='meeting_minutes_approved_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_approved_at__isnull', True), ('state', 'held'), _connector='OR'), name='meeting_minutes_approved_of_one_held'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('attendance', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_attendanceevent" ("created_at", "email", "id", "institution_id", "meeting_id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "updated_at", "user_id") VALUES (NEW."created_at", NEW."email", NEW."id", NEW."institution_id", NEW."meeting_id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='ac86af8e1ddd495475cba5a66267cb082d8e0830', operation='INSERT', pgid='pgtrigger_insert_insert_5914b', table='focalpoints_attendance', when='AFTER'))), ('attendance', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_attendanceevent" ("created_at", "email", "id", "institution_id", "meeting_id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "updated_at", "user_id") VALUES (NEW."created_at", NEW."email", NEW."id", NEW."institution_id", NEW."meeting_id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='72cb874d519c242de39c2113325d605c714e5be8', operation='UPDATE', pgid='pgtrigger_update_update_bebb7', table='focalpoints_attendance', when='AFTER'))), ('attendance', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_attendanceevent" ("created_at", "email", "id", "institution_id", "meeting_id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "updated_at", "user_id") VALUES (OLD."created_at", OLD."email", OLD."id", OLD."institution_id", OLD."meeting_id", OLD."name", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."updated_at", OLD."user_id"); RETURN NULL;', hash='569399c3f971e15d32ba1b2c165f9aff7bbcc7db', operation='DELETE', pgid='pgtrigger_delete_delete_b9adc', table='focalpoints_attendance', when='AFTER'))), ('meeting', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_meetingevent" ("committee_id", "convened_by_id", "created_at", "ends_at", "id", "invited_at", "is_table", "link", "minutes", "minutes_approved_at", "minutes_approved_by_id", "minutes_document_id", "minutes_revision", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "sequence", "starts_at", "state", "title", "updated_at") VALUES (NEW."committee_id", NEW."convened_by_id", NEW."created_at", NEW."ends_at", NEW."id", NEW."invited_at", NEW."is_table", NEW."link", NEW."minutes", NEW."minutes_approved_at", NEW."minutes_approved_by_id", NEW."minutes_document_id", NEW."minutes_revision", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."reference", NEW."sequence", NEW."starts_at", NEW."state", NEW."title", NEW."updated_at"); RETURN NULL;', hash='7de055ee3ab3e5958665e8b3776c241887f78ac2', operation='INSERT', pgid='pgtrigger_insert_insert_042eb', table='focalpoints_meeting', when='AFTER'))), ('meeting', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_meetingevent" ("committee_id", "convened_by_id", "created_at", "ends_at", "id", "invited_at", "is_table", "link", "minutes", "minutes_approved_at", "minutes_approved_by_id", "minutes_document_id", "minutes_revision", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "sequence", "starts_at", "state", "title", "updated_at") VALUES (NEW."committee_id", NEW."convened_by_id", NEW."created_at", NEW."ends_at", NEW."id", NEW."invited_at", NEW."is_table", NEW."link", NEW."minutes", NEW."minutes_approved_at", NEW."minutes_approved_by_id", NEW."minutes_document_id", NEW."minutes_revision", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."reference", NEW."sequence", NEW."starts_at", NEW."state", NEW."title", NEW."updated_at"); RETURN NULL;', hash='d179dc2c00f79ef91e2561f677edbb3e4e377c1b', operation='UPDATE', pgid='pgtrigger_update_update_545c2', table='focalpoints_meeting', when='AFTER'))), ('meeting', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_meetingevent" ("committee_id", "convened_by_id", "created_at", "ends_at", "id", "invited_at", "is_table", "link", "minutes", "minutes_approved_at", "minutes_approved_by_id", "minutes_document_id", "minutes_revision", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "sequence", "starts_at", "state", "title", "updated_at") VALUES (OLD."committee_id", OLD."convened_by_id", OLD."created_at", OLD."ends_at", OLD."id", OLD."invited_at", OLD."is_table", OLD."link", OLD."minutes", OLD."minutes_approved_at", OLD."minutes_approved_by_id", OLD."minutes_document_id", OLD."minutes_revision", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."reference", OLD."sequence", OLD."starts_at", OLD."state", OLD."title", OLD."updated_at"); RETURN NULL;', hash='c251a60367eb617fa295ca282842af015fe658f7', operation='DELETE', pgid='pgtrigger_delete_delete_bcd4b', table='focalpoints_meeting', when='AFTER'))), ('meetingmail', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_meetingmailevent" ("attempts", "attendance_id", "created_at", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "sequence", "updated_at") VALUES (NEW."attempts", NEW."attendance_id", NEW."created_at", NEW."id", NEW."method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."sent_at", NEW."sequence", NEW."updated_at"); RETURN NULL;', hash='245411dd08c68d4d04b87fc3bfc0d89e2ecccc21', operation='INSERT', pgid='pgtrigger_insert_insert_10e6f', table='focalpoints_meetingmail', when='AFTER'))), ('meetingmail', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_meetingmailevent" ("attempts", "attendance_id", "created_at", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "sequence", "updated_at") VALUES (NEW."attempts", NEW."attendance_id", NEW."created_at", NEW."id", NEW."method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."sent_at", NEW."sequence", NEW."updated_at"); RETURN NULL;', hash='9f7cd0464a14eff9046ee771424f20088f61ada4', operation='UPDATE', pgid='pgtrigger_update_update_7e180', table='focalpoints_meetingmail', when='AFTER'))), ('meetingmail', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_meetingmailevent" ("attempts", "attendance_id", "created_at", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "sequence", "updated_at") VALUES (OLD."attempts", OLD."attendance_id", OLD."created_at", OLD."id", OLD."method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."sent_at", OLD."sequence", OLD."updated_at"); RETURN NULL;', hash='fdedeed321aa100ef268785be1e472655d4cfec6', operation='DELETE', pgid='pgtrigger_delete_delete_994fa', table='focalpoints_meetingmail', when='AFTER')))],
        ),
    ]
