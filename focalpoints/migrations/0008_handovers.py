import django.db.models.deletion
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('focalpoints', '0007_institutions'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handoveritem',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handoveritem',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handoveritem',
            name='delete_delete',
        ),
        migrations.CreateModel(
            name='HandoverQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('text', models.CharField(max_length=500, verbose_name='question')),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='focalpoints.handoveritem')),
            ],
            options={
                'verbose_name': 'question about a handover',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('item',), name='handover_question_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='handover_question_answered_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='HandoverQuestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('text', models.CharField(max_length=500, verbose_name='question')),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.handoveritem')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.handoverquestion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='handoveritem',
            options={'ordering': [models.OrderBy(models.F('due_on'), nulls_last=True), 'kind', 'pk'], 'verbose_name': 'item of a handover'},
        ),
        migrations.RemoveConstraint(
            model_name='handoveritem',
            name='handover_item_kind_known',
        ),
        migrations.RemoveField(
            model_name='handoveritem',
            name='position',
        ),
        migrations.RemoveField(
            model_name='handoveritemevent',
            name='position',
        ),
        migrations.AddField(
            model_name='handover',
            name='handed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='last_editor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled'),
        ),
        migrations.AddField(
            model_name='handover',
            name='saved_from',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='handed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='last_editor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled'),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='saved_from',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='handoveritem',
            name='gone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='done since'),
        ),
        migrations.AddField(
            model_name='handoveritemevent',
            name='gone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='done since'),
        ),
        migrations.AlterField(
            model_name='handoveritem',
            name='kind',
            field=models.CharField(choices=[('update', 'Open update'), ('assignment', 'Assignment'), ('led', 'Recommendation or cluster led'), ('decision', 'Decision of a meeting'), ('meeting', 'Meeting'), ('activity', 'Activity'), ('section', 'Section of a report'), ('consultation', 'Consultation to comment on'), ('other', 'Something else')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='handoveritemevent',
            name='kind',
            field=models.CharField(choices=[('update', 'Open update'), ('assignment', 'Assignment'), ('led', 'Recommendation or cluster led'), ('decision', 'Decision of a meeting'), ('meeting', 'Meeting'), ('activity', 'Activity'), ('section', 'Section of a report'), ('consultation', 'Consultation to comment on'), ('other', 'Something else')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['handed', 'acknowledged']), _negated=True), models.Q(('handed_at__isnull', False), ('handed_by__isnull', False)), _connector='OR'), name='handover_handed_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='handover_cancelled_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='handoveritem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'assignment', 'led', 'decision', 'meeting', 'activity', 'section', 'consultation', 'other'])), name='handover_item_kind_known'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('handover', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoverevent" ("acknowledged_at", "appointment_id", "created_at", "due_on", "handed_at", "handed_by_id", "id", "last_editor_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "revision", "saved_from", "started_by_id", "state", "successor_id", "updated_at") VALUES (NEW."acknowledged_at", NEW."appointment_id", NEW."created_at", NEW."due_on", NEW."handed_at", NEW."handed_by_id", NEW."id", NEW."last_editor_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."revision", NEW."saved_from", NEW."started_by_id", NEW."state", NEW."successor_id", NEW."updated_at"); RETURN NULL;', hash='ed4e8703fb5dbdb4566d55733b07bb7ce027e358', operation='INSERT', pgid='pgtrigger_insert_insert_12045', table='focalpoints_handover', when='AFTER'))), ('handover', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_handoverevent" ("acknowledged_at", "appointment_id", "created_at", "due_on", "handed_at", "handed_by_id", "id", "last_editor_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "revision", "saved_from", "started_by_id", "state", "successor_id", "updated_at") VALUES (NEW."acknowledged_at", NEW."appointment_id", NEW."created_at", NEW."due_on", NEW."handed_at", NEW."handed_by_id", NEW."id", NEW."last_editor_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."revision", NEW."saved_from", NEW."started_by_id", NEW."state", NEW."successor_id", NEW."updated_at"); RETURN NULL;', hash='b443d077cbcedd24fafc0a4652ef769ac4912095', operation='UPDATE', pgid='pgtrigger_update_update_a2ddb', table='focalpoints_handover', when='AFTER'))), ('handover', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoverevent" ("acknowledged_at", "appointment_id", "created_at", "due_on", "handed_at", "handed_by_id", "id", "last_editor_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "revision", "saved_from", "started_by_id", "state", "successor_id", "updated_at") VALUES (OLD."acknowledged_at", OLD."appointment_id", OLD."created_at", OLD."due_on", OLD."handed_at", OLD."handed_by_id", OLD."id", OLD."last_editor_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."revision", OLD."saved_from", OLD."started_by_id", OLD."state", OLD."successor_id", OLD."updated_at"); RETURN NULL;', hash='42041a287a9447cd8e47bed51fde2388da7c7789', operation='DELETE', pgid='pgtrigger_delete_delete_a3b86', table='focalpoints_handover', when='AFTER'))), ('handoveritem', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoveritemevent" ("acknowledged_at", "acknowledged_by_id", "created_at", "due_on", "gone_at", "handover_id", "id", "kind", "note", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "title", "updated_at") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."created_at", NEW."due_on", NEW."gone_at", NEW."handover_id", NEW."id", NEW."kind", NEW."note", NEW."path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."title", NEW."updated_at"); RETURN NULL;', hash='e2303217792a88242130432ba85dd8dd93665e6f', operation='INSERT', pgid='pgtrigger_insert_insert_6edd8', table='focalpoints_handoveritem', when='AFTER'))), ('handoveritem', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_handoveritemevent" ("acknowledged_at", "acknowledged_by_id", "created_at", "due_on", "gone_at", "handover_id", "id", "kind", "note", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "title", "updated_at") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."created_at", NEW."due_on", NEW."gone_at", NEW."handover_id", NEW."id", NEW."kind", NEW."note", NEW."path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."subject", NEW."title", NEW."updated_at"); RETURN NULL;', hash='3626cc1760632075f21f19e7599512c98ba680d6', operation='UPDATE', pgid='pgtrigger_update_update_49df2', table='focalpoints_handoveritem', when='AFTER'))), ('handoveritem', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoveritemevent" ("acknowledged_at", "acknowledged_by_id", "created_at", "due_on", "gone_at", "handover_id", "id", "kind", "note", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "title", "updated_at") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."created_at", OLD."due_on", OLD."gone_at", OLD."handover_id", OLD."id", OLD."kind", OLD."note", OLD."path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."subject", OLD."title", OLD."updated_at"); RETURN NULL;', hash='a3aa86093ce6958abebcdd3da9c6c7e6699a18b2', operation='DELETE', pgid='pgtrigger_delete_delete_1c5df', table='focalpoints_handoveritem', when='AFTER'))), ('handoverquestion', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoverquestionevent" ("answer", "answered_at", "answered_by_id", "asked_by_id", "created_at", "id", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "updated_at") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_by_id", NEW."created_at", NEW."id", NEW."item_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."updated_at"); RETURN NULL;', hash='c68ad4966205e92ad8450ff8d1e1c384c125f518', operation='INSERT', pgid='pgtrigger_insert_insert_6aa47', table='focalpoints_handoverquestion', when='AFTER'))), ('handoverquestion', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_handoverquestionevent" ("answer", "answered_at", "answered_by_id", "asked_by_id", "created_at", "id", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "updated_at") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_by_id", NEW."created_at", NEW."id", NEW."item_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."updated_at"); RETURN NULL;', hash='ed7ef864ebae908345c500813e38179a415cdba9', operation='UPDATE', pgid='pgtrigger_update_update_8119a', table='focalpoints_handoverquestion', when='AFTER'))), ('handoverquestion', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_handoverquestionevent" ("answer", "answered_at", "answered_by_id", "asked_by_id", "created_at", "id", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "updated_at") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_by_id", OLD."created_at", OLD."id", OLD."item_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."updated_at"); RETURN NULL;', hash='b01b3d2d676368ba385d224f2193463ab4f4fb08', operation='DELETE', pgid='pgtrigger_delete_delete_785c1', table='focalpoints_handoverquestion', when='AFTER')))],
        ),
    ]
