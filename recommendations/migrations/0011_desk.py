import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('recommendations', '0010_texts'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='externalcoding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grouplink',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importbatch',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importbatch',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importbatch',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='positionchange',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendationtext',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendingstate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sdggoallink',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sdgtargetlink',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourcerecord',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='themelink',
            name='insert_insert',
        ),
        migrations.AlterModelOptions(
            name='importrow',
            options={'ordering': ['position', 'part']},
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='importrow',
            name='import_row_once',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='is_outdated',
            field=models.BooleanField(default=False, verbose_name='to be judged again'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='source',
            field=models.CharField(blank=True, choices=[('uhri', 'Universal Human Rights Index'), ('ohchr_list', 'OHCHR thematic list'), ('upr_info', 'UPR Info'), ('table', 'table'), ('hand', 'entered by hand')], max_length=20, verbose_name='source'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='is_outdated',
            field=models.BooleanField(default=False, verbose_name='to be judged again'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='source',
            field=models.CharField(blank=True, choices=[('uhri', 'Universal Human Rights Index'), ('ohchr_list', 'OHCHR thematic list'), ('upr_info', 'UPR Info'), ('table', 'table'), ('hand', 'entered by hand')], max_length=20, verbose_name='source'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='part',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='part'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='said',
            field=models.JSONField(blank=True, default=dict, verbose_name='row as the source has it'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='unknown',
            field=models.JSONField(blank=True, default=list, verbose_name='unknown terms'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be read'), ('reading', 'Being read'), ('mapping', 'Waiting to hear what its columns are'), ('ready', 'Read: waiting for your decision'), ('committing', 'Being written'), ('committed', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('failed', 'Failed: nothing was written'), ('discarded', 'Discarded: nothing was written')], default='queued', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='importbatchevent',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be read'), ('reading', 'Being read'), ('mapping', 'Waiting to hear what its columns are'), ('ready', 'Read: waiting for your decision'), ('committing', 'Being written'), ('committed', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('failed', 'Failed: nothing was written'), ('discarded', 'Discarded: nothing was written')], default='queued', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='outcome',
            field=models.CharField(choices=[('create', 'New'), ('update', 'Changed'), ('unchanged', 'Unchanged'), ('other_state', "Another State's"), ('rejected', 'Rejected'), ('left_out', 'Left out')], max_length=20, verbose_name='outcome'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'reading', 'mapping', 'ready', 'committing', 'committed', 'undone', 'failed', 'discarded'])), name='import_state_known'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('batch', 'position', 'part'), name='import_row_once'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('externalcoding', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_externalcodingevent" ("batch_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "scheme", "updated_at", "value") SELECT new_values."batch_id", new_values."created_at", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recommendation_id", new_values."scheme", new_values."updated_at", new_values."value" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='302220b638c90814fec73be237c9e6a856c5e070', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0866d', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_externalcoding', when='AFTER'))), ('grouplink', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_grouplinkevent" ("created_at", "group_id", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "recommendation_id", "reviewed_by_id", "updated_at") SELECT new_values."created_at", new_values."group_id", new_values."id", new_values."method", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rationale", new_values."recommendation_id", new_values."reviewed_by_id", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bed5bd8a3ce40f23c48268aa1c77287f76c144ff', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4420d', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_grouplink', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "is_outdated", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "source", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (NEW."committed_at", NEW."counts", NEW."created_at", NEW."error", NEW."file", NEW."filename", NEW."format", NEW."heartbeat_at", NEW."id", NEW."is_outdated", NEW."mapping_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publish", NEW."reference", NEW."rows_total", NEW."seconds", NEW."sha256", NEW."size", NEW."source", NEW."started_by_id", NEW."state", NEW."state_code", NEW."stated", NEW."undone_at", NEW."undone_by_id", NEW."unmatched", NEW."updated_at"); RETURN NULL;', hash='2ea700ef4f7d77cf3eddede2103433c5367d126f', operation='INSERT', pgid='pgtrigger_insert_insert_19fc4', table='recommendations_importbatch', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."committed_at" IS DISTINCT FROM (NEW."committed_at") OR OLD."counts" IS DISTINCT FROM (NEW."counts") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."heartbeat_at" IS DISTINCT FROM (NEW."heartbeat_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_outdated" IS DISTINCT FROM (NEW."is_outdated") OR OLD."mapping_id" IS DISTINCT FROM (NEW."mapping_id") OR OLD."publish" IS DISTINCT FROM (NEW."publish") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."rows_total" IS DISTINCT FROM (NEW."rows_total") OR OLD."seconds" IS DISTINCT FROM (NEW."seconds") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_code" IS DISTINCT FROM (NEW."state_code") OR OLD."stated" IS DISTINCT FROM (NEW."stated") OR OLD."undone_at" IS DISTINCT FROM (NEW."undone_at") OR OLD."undone_by_id" IS DISTINCT FROM (NEW."undone_by_id") OR OLD."unmatched" IS DISTINCT FROM (NEW."unmatched") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "is_outdated", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "source", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (NEW."committed_at", NEW."counts", NEW."created_at", NEW."error", NEW."file", NEW."filename", NEW."format", NEW."heartbeat_at", NEW."id", NEW."is_outdated", NEW."mapping_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publish", NEW."reference", NEW."rows_total", NEW."seconds", NEW."sha256", NEW."size", NEW."source", NEW."started_by_id", NEW."state", NEW."state_code", NEW."stated", NEW."undone_at", NEW."undone_by_id", NEW."unmatched", NEW."updated_at"); RETURN NULL;', hash='7e0a08aa7722ef712b30bca3c49399b6a67a97c7', operation='UPDATE', pgid='pgtrigger_update_update_9172e', table='recommendations_importbatch', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "is_outdated", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "source", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (OLD."committed_at", OLD."counts", OLD."created_at", OLD."error", OLD."file", OLD."filename", OLD."format", OLD."heartbeat_at", OLD."id", OLD."is_outdated", OLD."mapping_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publish", OLD."reference", OLD."rows_total", OLD."seconds", OLD."sha256", OLD."size", OLD."source", OLD."started_by_id", OLD."state", OLD."state_code", OLD."stated", OLD."undone_at", OLD."undone_by_id", OLD."unmatched", OLD."updated_at"); RETURN NULL;', hash='a6c67ae16002200e3a62867f77ef9b83c38c7f01', operation='DELETE', pgid='pgtrigger_delete_delete_84f72', table='recommendations_importbatch', when='AFTER'))), ('positionchange', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_positionchangeevent" ("corrects_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "recommendation_id", "recorded_by_id", "source", "taken_on", "updated_at") SELECT new_values."corrects_id", new_values."created_at", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."reason", new_values."recommendation_id", new_values."recorded_by_id", new_values."source", new_values."taken_on", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2c4f4413a22c838632059db526c7c4cd3d93fd81', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_09fcc', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_positionchange', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "follow_up_source", "id", "is_withheld", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") SELECT new_values."action_level", new_values."addressed_to_id", new_values."annotation_id", new_values."created_at", new_values."follow_up_due_on", new_values."follow_up_source", new_values."id", new_values."is_withheld", new_values."issued_on", new_values."kind", new_values."legislation_basis", new_values."mechanism_id", new_values."merged_into_id", new_values."paragraph", new_values."paragraph_key", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."position_source", new_values."priority", new_values."publication", new_values."published_at", new_values."reference", new_values."requires_legislation", new_values."response", new_values."response_source", new_values."review_id", new_values."status", new_values."status_on", new_values."symbol", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b0e9609d4793c1ff70c3dab8da50a14648f8a262', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d6b9e', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_recommendation', when='AFTER'))), ('recommendationtext', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_recommendationtextevent" ("created_at", "heading", "id", "is_authentic", "is_machine_made", "is_official", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "recommendation_id", "source", "text", "translator", "updated_at") SELECT new_values."created_at", new_values."heading", new_values."id", new_values."is_authentic", new_values."is_machine_made", new_values."is_official", new_values."language", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."raw", new_values."recommendation_id", new_values."source", new_values."text", new_values."translator", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7d487405f09916c471f0e17eed3dbb0a8506a165', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5dffb', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_recommendationtext', when='AFTER'))), ('recommendingstate', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_recommendingstateevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "state_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recommendation_id", new_values."state_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='daa9271ac610a3bfdceed9bf91fecdbf87cd4ac8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c4257', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_recommendingstate', when='AFTER'))), ('sdggoallink', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_sdggoallinkevent" ("created_at", "goal_id", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "recommendation_id", "reviewed_by_id", "updated_at") SELECT new_values."created_at", new_values."goal_id", new_values."id", new_values."method", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rationale", new_values."recommendation_id", new_values."reviewed_by_id", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a760925b59c4e74422c40f724f9c06648e7d38fd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_079c3', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_sdggoallink', when='AFTER'))), ('sdgtargetlink', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_sdgtargetlinkevent" ("created_at", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "recommendation_id", "reviewed_by_id", "target_id", "updated_at") SELECT new_values."created_at", new_values."id", new_values."method", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rationale", new_values."recommendation_id", new_values."reviewed_by_id", new_values."target_id", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d1a583e11db3a942a94d56cd29a3489fea6487c9', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_033c3', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_sdgtargetlink', when='AFTER'))), ('sourcerecord', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_sourcerecordevent" ("batch_id", "created_at", "id", "key", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "source", "updated_at") SELECT new_values."batch_id", new_values."created_at", new_values."id", new_values."key", new_values."payload", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recommendation_id", new_values."source", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a039e4e9b88e91ff7cf4f3fcc13ea833fe45141d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f6948', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_sourcerecord', when='AFTER'))), ('themelink', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recommendations_themelinkevent" ("created_at", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rationale", "recommendation_id", "reviewed_by_id", "theme_id", "updated_at") SELECT new_values."created_at", new_values."id", new_values."method", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rationale", new_values."recommendation_id", new_values."reviewed_by_id", new_values."theme_id", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b49b70d437dc1bf9363820986723640757c47bbd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_66951', referencing='REFERENCING NEW TABLE AS new_values ', table='recommendations_themelink', when='AFTER')))],
        ),
    ]
