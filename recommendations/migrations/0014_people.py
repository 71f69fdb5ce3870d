import django.db.models.constraints
import django.db.models.deletion
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('focalpoints', '0003_people'),
        ('mechanisms', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('recommendations', '0013_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='assignment',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='focalpoints.meeting', verbose_name='settled at'),
        ),
        migrations.AddField(
            model_name='assignmentevent',
            name='meeting',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.meeting', verbose_name='settled at'),
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='recommendations.affectedgroup')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='focalpoints.institution')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='recommendations.theme')),
            ],
            options={
                'verbose_name': 'interest',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InterestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.affectedgroup')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.institution')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.interest')),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TableClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('contributing', 'Contributing'), ('monitoring', 'Monitoring')], max_length=20, verbose_name='role')),
                ('by_the_table', models.BooleanField(default=False, verbose_name='assigned by the table')),
                ('objection', models.CharField(blank=True, max_length=500, verbose_name='why not')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='table_claims', to='focalpoints.institution')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'claim at a table',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TableItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('state', models.CharField(choices=[('waiting', 'Not discussed yet'), ('settled', 'Settled'), ('parked', 'Parked: contested')], default='waiting', max_length=20, verbose_name='state')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='table_items', to='recommendations.recommendation')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'recommendation on a table',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TableClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('contributing', 'Contributing'), ('monitoring', 'Monitoring')], max_length=20, verbose_name='role')),
                ('by_the_table', models.BooleanField(default=False, verbose_name='assigned by the table')),
                ('objection', models.CharField(blank=True, max_length=500, verbose_name='why not')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.institution')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.tableclaim')),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.tableitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='tableclaim',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='recommendations.tableitem'),
        ),
        migrations.CreateModel(
            name='ThematicTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('running', 'Running'), ('closed', 'Closed')], default='prepared', max_length=20, verbose_name='state')),
                ('version', models.PositiveBigIntegerField(default=0, editable=False)),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('current', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recommendations.tableitem')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='table', to='focalpoints.meeting')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='mechanisms.review', verbose_name='review')),
            ],
            options={
                'verbose_name': 'thematic table',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TableItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('state', models.CharField(choices=[('waiting', 'Not discussed yet'), ('settled', 'Settled'), ('parked', 'Parked: contested')], default='waiting', max_length=20, verbose_name='state')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.tableitem')),
                ('recommendation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation')),
                ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('table', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.thematictable')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='tableitem',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='recommendations.thematictable'),
        ),
        migrations.CreateModel(
            name='ThematicTableEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('running', 'Running'), ('closed', 'Closed')], default='prepared', max_length=20, verbose_name='state')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('current', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.tableitem')),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.thematictable')),
                ('review', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='mechanisms.review', verbose_name='review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', True), ('theme__isnull', False)), models.Q(('group__isnull', False), ('theme__isnull', True)), _connector='OR'), name='interest_in_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('theme__isnull', False)), fields=('institution', 'theme'), name='interest_theme_once'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('institution', 'group'), name='interest_group_once'),
        ),
        migrations.AddConstraint(
            model_name='tableclaim',
            constraint=models.UniqueConstraint(fields=('item', 'institution'), name='table_claim_once'),
        ),
        migrations.AddConstraint(
            model_name='tableclaim',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'contributing', 'monitoring'])), name='table_claim_role_known'),
        ),
        migrations.AddConstraint(
            model_name='thematictable',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'running', 'closed'])), name='table_state_known'),
        ),
        migrations.AddConstraint(
            model_name='tableitem',
            constraint=models.UniqueConstraint(fields=('table', 'recommendation'), name='table_item_once'),
        ),
        migrations.AddConstraint(
            model_name='tableitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('table', 'position'), name='table_item_position_once'),
        ),
        migrations.AddConstraint(
            model_name='tableitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'settled', 'parked'])), name='table_item_state_known'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('assignment', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_assignmentevent" ("answer_by", "cluster_id", "created_at", "decided_at", "decided_by_id", "id", "institution_id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "recommendation_id", "role", "state", "updated_at") VALUES (NEW."answer_by", NEW."cluster_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."institution_id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."recommendation_id", NEW."role", NEW."state", NEW."updated_at"); RETURN NULL;', hash='4d0e09636afe7d55a97325789c827fd9568c7daa', operation='INSERT', pgid='pgtrigger_insert_insert_62ef7', table='recommendations_assignment', when='AFTER'))), ('assignment', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_assignmentevent" ("answer_by", "cluster_id", "created_at", "decided_at", "decided_by_id", "id", "institution_id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "recommendation_id", "role", "state", "updated_at") VALUES (NEW."answer_by", NEW."cluster_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."institution_id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."recommendation_id", NEW."role", NEW."state", NEW."updated_at"); RETURN NULL;', hash='e85908fc3092f8df5ce13a985335a5b0f26843c1', operation='UPDATE', pgid='pgtrigger_update_update_7eb92', table='recommendations_assignment', when='AFTER'))), ('assignment', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_assignmentevent" ("answer_by", "cluster_id", "created_at", "decided_at", "decided_by_id", "id", "institution_id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "recommendation_id", "role", "state", "updated_at") VALUES (OLD."answer_by", OLD."cluster_id", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."institution_id", OLD."meeting_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_by_id", OLD."reason", OLD."recommendation_id", OLD."role", OLD."state", OLD."updated_at"); RETURN NULL;', hash='8c2379ca1f4ada0fe75a7e3096b9c892e3b19dad', operation='DELETE', pgid='pgtrigger_delete_delete_ab3e2', table='recommendations_assignment', when='AFTER'))), ('interest', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_interestevent" ("created_at", "group_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id", "updated_at") VALUES (NEW."created_at", NEW."group_id", NEW."id", NEW."institution_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme_id", NEW."updated_at"); RETURN NULL;', hash='434514954cbe5828cb30fd4474f51d8e2f26af2c', operation='INSERT', pgid='pgtrigger_insert_insert_76ce6', table='recommendations_interest', when='AFTER'))), ('interest', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_interestevent" ("created_at", "group_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id", "updated_at") VALUES (NEW."created_at", NEW."group_id", NEW."id", NEW."institution_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."theme_id", NEW."updated_at"); RETURN NULL;', hash='f952215f569c8454574560833d3d0e2233d9a697', operation='UPDATE', pgid='pgtrigger_update_update_4ff17', table='recommendations_interest', when='AFTER'))), ('interest', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_interestevent" ("created_at", "group_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id", "updated_at") VALUES (OLD."created_at", OLD."group_id", OLD."id", OLD."institution_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id", OLD."updated_at"); RETURN NULL;', hash='2ef54f212acaa902860c924b94075ef3b53ae152', operation='DELETE', pgid='pgtrigger_delete_delete_48a59', table='recommendations_interest', when='AFTER'))), ('tableclaim', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_tableclaimevent" ("by_the_table", "created_at", "id", "institution_id", "item_id", "made_by_id", "objection", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at") VALUES (NEW."by_the_table", NEW."created_at", NEW."id", NEW."institution_id", NEW."item_id", NEW."made_by_id", NEW."objection", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."updated_at"); RETURN NULL;', hash='b67af4f32b9294cbe02bd9fc95fad9f85b786c71', operation='INSERT', pgid='pgtrigger_insert_insert_3a2f8', table='recommendations_tableclaim', when='AFTER'))), ('tableclaim', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_tableclaimevent" ("by_the_table", "created_at", "id", "institution_id", "item_id", "made_by_id", "objection", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at") VALUES (NEW."by_the_table", NEW."created_at", NEW."id", NEW."institution_id", NEW."item_id", NEW."made_by_id", NEW."objection", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."updated_at"); RETURN NULL;', hash='ae143edb005746485ff547e423a18a64b01f72df', operation='UPDATE', pgid='pgtrigger_update_update_fdfb0', table='recommendations_tableclaim', when='AFTER'))), ('tableclaim', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_tableclaimevent" ("by_the_table", "created_at", "id", "institution_id", "item_id", "made_by_id", "objection", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at") VALUES (OLD."by_the_table", OLD."created_at", OLD."id", OLD."institution_id", OLD."item_id", OLD."made_by_id", OLD."objection", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."updated_at"); RETURN NULL;', hash='3e04b08caf711771901a9c55ce4fee9b9f940655', operation='DELETE', pgid='pgtrigger_delete_delete_ceee8', table='recommendations_tableclaim', when='AFTER'))), ('thematictable', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_thematictableevent" ("closed_at", "created_at", "current_id", "id", "meeting_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "updated_at") VALUES (NEW."closed_at", NEW."created_at", NEW."current_id", NEW."id", NEW."meeting_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_id", NEW."state", NEW."updated_at"); RETURN NULL;', hash='60bfdf5a09f9c6328e40f2504d96d25992aa523d', operation='INSERT', pgid='pgtrigger_insert_insert_cf30f', table='recommendations_thematictable', when='AFTER'))), ('thematictable', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."current_id" IS DISTINCT FROM (NEW."current_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."meeting_id" IS DISTINCT FROM (NEW."meeting_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "recommendations_thematictableevent" ("closed_at", "created_at", "current_id", "id", "meeting_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "updated_at") VALUES (NEW."closed_at", NEW."created_at", NEW."current_id", NEW."id", NEW."meeting_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_id", NEW."state", NEW."updated_at"); RETURN NULL;', hash='6e54fd8891dae76b8be5d3984954e9421958a231', operation='UPDATE', pgid='pgtrigger_update_update_e684d', table='recommendations_thematictable', when='AFTER'))), ('thematictable', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_thematictableevent" ("closed_at", "created_at", "current_id", "id", "meeting_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "updated_at") VALUES (OLD."closed_at", OLD."created_at", OLD."current_id", OLD."id", OLD."meeting_id", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_id", OLD."state", OLD."updated_at"); RETURN NULL;', hash='d33b585eef97cb99dcc9ccba7941f73e47364808', operation='DELETE', pgid='pgtrigger_delete_delete_19645', table='recommendations_thematictable', when='AFTER'))), ('tableitem', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_tableitemevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "settled_at", "settled_by_id", "state", "table_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."recommendation_id", NEW."settled_at", NEW."settled_by_id", NEW."state", NEW."table_id", NEW."updated_at"); RETURN NULL;', hash='216c5a09ca9bcb40ee12cea3f630fd0260e0c964', operation='INSERT', pgid='pgtrigger_insert_insert_4e1cc', table='recommendations_tableitem', when='AFTER'))), ('tableitem', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_tableitemevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "settled_at", "settled_by_id", "state", "table_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."recommendation_id", NEW."settled_at", NEW."settled_by_id", NEW."state", NEW."table_id", NEW."updated_at"); RETURN NULL;', hash='15549ca90ec1c2b6670be504a4dd8573389f1a7b', operation='UPDATE', pgid='pgtrigger_update_update_f5a32', table='recommendations_tableitem', when='AFTER'))), ('tableitem', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_tableitemevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "settled_at", "settled_by_id", "state", "table_id", "updated_at") VALUES (OLD."created_at", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."recommendation_id", OLD."settled_at", OLD."settled_by_id", OLD."state", OLD."table_id", OLD."updated_at"); RETURN NULL;', hash='6f905929777cee4528a7e535dedd9db15e456ace', operation='DELETE', pgid='pgtrigger_delete_delete_1653b', table='recommendations_tableitem', when='AFTER')))],
        ),
    ]
