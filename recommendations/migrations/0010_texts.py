import django.db.models.deletion
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
import recommendations.models.editions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('mechanisms', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('recommendations', '0009_search_depth'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='positionchange',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='positionchange',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='positionchange',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='delete_delete',
        ),
        migrations.CreateModel(
            name='TextEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(max_length=200, upload_to=recommendations.models.editions.edition_path, verbose_name='file')),
                ('filename', models.CharField(max_length=200, verbose_name='file name')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('standing', models.CharField(choices=[('authentic', 'Authentic text'), ('official', 'Official translation'), ('unofficial', 'Unofficial translation'), ('machine', 'Machine translation')], max_length=20, verbose_name='kind of translation')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('translator', models.CharField(blank=True, max_length=200, verbose_name='translator')),
                ('state', models.CharField(choices=[('ready', 'Read: waiting for your decision'), ('written', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('discarded', 'Discarded: nothing was written')], default='ready', max_length=20, verbose_name='state')),
                ('counts', models.JSONField(default=dict, verbose_name='result')),
                ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='written at')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mechanisms.review', verbose_name='review')),
            ],
            options={
                'verbose_name': 'edition in another language',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'written', 'undone', 'discarded'])), name='edition_state_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['authentic', 'official', 'unofficial', 'machine']), models.Q(('standing', 'authentic'), _negated=True)), name='edition_is_a_translation'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['written', 'undone']), _negated=True), ('written_at__isnull', False), _connector='OR'), name='edition_written_has_a_date')],
            },
        ),
        migrations.CreateModel(
            name='TextEditionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('file', models.FileField(max_length=200, upload_to=recommendations.models.editions.edition_path, verbose_name='file')),
                ('filename', models.CharField(max_length=200, verbose_name='file name')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('standing', models.CharField(choices=[('authentic', 'Authentic text'), ('official', 'Official translation'), ('unofficial', 'Unofficial translation'), ('machine', 'Machine translation')], max_length=20, verbose_name='kind of translation')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('translator', models.CharField(blank=True, max_length=200, verbose_name='translator')),
                ('state', models.CharField(choices=[('ready', 'Read: waiting for your decision'), ('written', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('discarded', 'Discarded: nothing was written')], default='ready', max_length=20, verbose_name='state')),
                ('counts', models.JSONField(default=dict, verbose_name='result')),
                ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='written at')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.textedition')),
                ('review', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='mechanisms.review', verbose_name='review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TextEditionRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='row')),
                ('outcome', models.CharField(choices=[('new', 'New translation'), ('replace', 'Replaces a translation'), ('equal', 'There already'), ('authentic', 'Authentic text, left alone'), ('not_found', 'Not found in the register'), ('ambiguous', 'Fits several recommendations'), ('rejected', 'Rejected')], max_length=20, verbose_name='outcome')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('annotation_id', models.CharField(blank=True, max_length=40)),
                ('symbol', models.CharField(blank=True, max_length=80)),
                ('paragraph', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('heading', models.CharField(blank=True, max_length=300, verbose_name='heading in the document')),
                ('before', models.JSONField(blank=True, default=dict)),
                ('message', models.CharField(blank=True, max_length=500, verbose_name='message')),
                ('written_at', models.DateTimeField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='recommendations.textedition')),
                ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['position'],
                'indexes': [models.Index(fields=['edition', 'outcome'], name='edition_row_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'position'), name='edition_row_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'replace', 'equal', 'authentic', 'not_found', 'ambiguous', 'rejected'])), name='edition_outcome_known')],
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='symbol',
            field=models.CharField(blank=True, max_length=80, verbose_name='document symbol'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='symbol',
            field=models.CharField(blank=True, max_length=80, verbose_name='document symbol'),
        ),
        migrations.AddField(
            model_name='positionchange',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrected_by', to='recommendations.positionchange'),
        ),
        migrations.AddField(
            model_name='positionchange',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was corrected'),
        ),
        migrations.AddField(
            model_name='positionchange',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='positionchangeevent',
            name='corrects',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.positionchange'),
        ),
        migrations.AddField(
            model_name='positionchangeevent',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was corrected'),
        ),
        migrations.AddField(
            model_name='positionchangeevent',
            name='recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='follow_up_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='source of the follow-up date'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='is_withheld',
            field=models.BooleanField(default=False, verbose_name='kept out of earlier days too'),
        ),
        migrations.AddField(
            model_name='recommendationevent',
            name='follow_up_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='source of the follow-up date'),
        ),
        migrations.AddField(
            model_name='recommendationevent',
            name='is_withheld',
            field=models.BooleanField(default=False, verbose_name='kept out of earlier days too'),
        ),
        migrations.AddIndex(
            model_name='recommendationevent',
            index=models.Index(fields=['pgh_obj', '-pgh_created_at', '-pgh_id'], name='recommendation_as_of'),
        ),
        migrations.AddIndex(
            model_name='recommendationtextevent',
            index=models.Index(fields=['pgh_obj', '-pgh_created_at', '-pgh_id'], name='text_as_of'),
        ),
        migrations.AddIndex(
            model_name='themelinkevent',
            index=models.Index(fields=['pgh_obj', '-pgh_created_at', '-pgh_id'], name='theme_link_as_of'),
        ),
        migrations.AddConstraint(
            model_name='positionchange',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='position_correction_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('is_withheld', False), ('publication', 'retired'), _connector='OR'), name='recommendation_withheld_is_retired'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('assessment', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_assessmentevent" ("assessed_on", "author_id", "created_at", "grade_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "rationale", "recommendation_id", "status", "symbol", "updated_at", "viewpoint") VALUES (NEW."assessed_on", NEW."author_id", NEW."created_at", NEW."grade_id", NEW."id", NEW."institution_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication", NEW."rationale", NEW."recommendation_id", NEW."status", NEW."symbol", NEW."updated_at", NEW."viewpoint"); RETURN NULL;', hash='2263509b1031ff66ba48657f97e9bd2c1e37d2ec', operation='INSERT', pgid='pgtrigger_insert_insert_c09b3', table='recommendations_assessment', when='AFTER'))), ('assessment', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_assessmentevent" ("assessed_on", "author_id", "created_at", "grade_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "rationale", "recommendation_id", "status", "symbol", "updated_at", "viewpoint") VALUES (NEW."assessed_on", NEW."author_id", NEW."created_at", NEW."grade_id", NEW."id", NEW."institution_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication", NEW."rationale", NEW."recommendation_id", NEW."status", NEW."symbol", NEW."updated_at", NEW."viewpoint"); RETURN NULL;', hash='75818882087a1d1c929f9c7fcd383c0aab48b5fe', operation='UPDATE', pgid='pgtrigger_update_update_71935', table='recommendations_assessment', when='AFTER'))), ('assessment', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_assessmentevent" ("assessed_on", "author_id", "created_at", "grade_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "rationale", "recommendation_id", "status", "symbol", "updated_at", "viewpoint") VALUES (OLD."assessed_on", OLD."author_id", OLD."created_at", OLD."grade_id", OLD."id", OLD."institution_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publication", OLD."rationale", OLD."recommendation_id", OLD."status", OLD."symbol", OLD."updated_at", OLD."viewpoint"); RETURN NULL;', hash='e608b8d7f1c4cbfd1e59c85b9bc46f9c3dc91287', operation='DELETE', pgid='pgtrigger_delete_delete_06eae', table='recommendations_assessment', when='AFTER'))), ('positionchange', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_positionchangeevent" ("corrects_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "recommendation_id", "recorded_by_id", "source", "taken_on", "updated_at") VALUES (NEW."corrects_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."reason", NEW."recommendation_id", NEW."recorded_by_id", NEW."source", NEW."taken_on", NEW."updated_at"); RETURN NULL;', hash='1b970c6ecba8e59cde618e220e5602baf67fc0b1', operation='INSERT', pgid='pgtrigger_insert_insert_09fcc', table='recommendations_positionchange', when='AFTER'))), ('positionchange', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_positionchangeevent" ("corrects_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "recommendation_id", "recorded_by_id", "source", "taken_on", "updated_at") VALUES (NEW."corrects_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."reason", NEW."recommendation_id", NEW."recorded_by_id", NEW."source", NEW."taken_on", NEW."updated_at"); RETURN NULL;', hash='0be318e620e1f8c26aa90d367ceeab3cb989848f', operation='UPDATE', pgid='pgtrigger_update_update_72d13', table='recommendations_positionchange', when='AFTER'))), ('positionchange', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_positionchangeevent" ("corrects_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "recommendation_id", "recorded_by_id", "source", "taken_on", "updated_at") VALUES (OLD."corrects_id", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."reason", OLD."recommendation_id", OLD."recorded_by_id", OLD."source", OLD."taken_on", OLD."updated_at"); RETURN NULL;', hash='c1ed1f3bbdbf104a5383712eeefffcacc8f12628', operation='DELETE', pgid='pgtrigger_delete_delete_52901', table='recommendations_positionchange', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "follow_up_source", "id", "is_withheld", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (NEW."action_level", NEW."addressed_to_id", NEW."annotation_id", NEW."created_at", NEW."follow_up_due_on", NEW."follow_up_source", NEW."id", NEW."is_withheld", NEW."issued_on", NEW."kind", NEW."legislation_basis", NEW."mechanism_id", NEW."merged_into_id", NEW."paragraph", NEW."paragraph_key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."position_source", NEW."priority", NEW."publication", NEW."published_at", NEW."reference", NEW."requires_legislation", NEW."response", NEW."response_source", NEW."review_id", NEW."status", NEW."status_on", NEW."symbol", NEW."updated_at"); RETURN NULL;', hash='52824c56ae9768c09a64a616e1b3d8d6af266534', operation='INSERT', pgid='pgtrigger_insert_insert_d6b9e', table='recommendations_recommendation', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "follow_up_source", "id", "is_withheld", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (NEW."action_level", NEW."addressed_to_id", NEW."annotation_id", NEW."created_at", NEW."follow_up_due_on", NEW."follow_up_source", NEW."id", NEW."is_withheld", NEW."issued_on", NEW."kind", NEW."legislation_basis", NEW."mechanism_id", NEW."merged_into_id", NEW."paragraph", NEW."paragraph_key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."position_source", NEW."priority", NEW."publication", NEW."published_at", NEW."reference", NEW."requires_legislation", NEW."response", NEW."response_source", NEW."review_id", NEW."status", NEW."status_on", NEW."symbol", NEW."updated_at"); RETURN NULL;', hash='3e043f1624ba2b9382b95673977e97fb07c4ba18', operation='UPDATE', pgid='pgtrigger_update_update_f7db8', table='recommendations_recommendation', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "follow_up_source", "id", "is_withheld", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (OLD."action_level", OLD."addressed_to_id", OLD."annotation_id", OLD."created_at", OLD."follow_up_due_on", OLD."follow_up_source", OLD."id", OLD."is_withheld", OLD."issued_on", OLD."kind", OLD."legislation_basis", OLD."mechanism_id", OLD."merged_into_id", OLD."paragraph", OLD."paragraph_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."position_source", OLD."priority", OLD."publication", OLD."published_at", OLD."reference", OLD."requires_legislation", OLD."response", OLD."response_source", OLD."review_id", OLD."status", OLD."status_on", OLD."symbol", OLD."updated_at"); RETURN NULL;', hash='228d0c5eb45a80968355e7399c2de55c4499df15', operation='DELETE', pgid='pgtrigger_delete_delete_540f8', table='recommendations_recommendation', when='AFTER'))), ('textedition', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_texteditionevent" ("counts", "created_at", "file", "filename", "id", "language", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_id", "sha256", "size", "source", "standing", "state", "translator", "updated_at", "written_at") VALUES (NEW."counts", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."language", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."review_id", NEW."sha256", NEW."size", NEW."source", NEW."standing", NEW."state", NEW."translator", NEW."updated_at", NEW."written_at"); RETURN NULL;', hash='0746863862f7b033c160b178428143e3bf59b15b', operation='INSERT', pgid='pgtrigger_insert_insert_ce000', table='recommendations_textedition', when='AFTER'))), ('textedition', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_texteditionevent" ("counts", "created_at", "file", "filename", "id", "language", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_id", "sha256", "size", "source", "standing", "state", "translator", "updated_at", "written_at") VALUES (NEW."counts", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."language", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."review_id", NEW."sha256", NEW."size", NEW."source", NEW."standing", NEW."state", NEW."translator", NEW."updated_at", NEW."written_at"); RETURN NULL;', hash='3c50a26fe554ad1f83e7c9c255b9566a2fdf61ec', operation='UPDATE', pgid='pgtrigger_update_update_59d96', table='recommendations_textedition', when='AFTER'))), ('textedition', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_texteditionevent" ("counts", "created_at", "file", "filename", "id", "language", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_id", "sha256", "size", "source", "standing", "state", "translator", "updated_at", "written_at") VALUES (OLD."counts", OLD."created_at", OLD."file", OLD."filename", OLD."id", OLD."language", OLD."made_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."review_id", OLD."sha256", OLD."size", OLD."source", OLD."standing", OLD."state", OLD."translator", OLD."updated_at", OLD."written_at"); RETURN NULL;', hash='5cb36e9ffba7a9ffa60b0c282a1c5812d94f5a00', operation='DELETE', pgid='pgtrigger_delete_delete_1e0e9', table='recommendations_textedition', when='AFTER')))],
        ),
    ]
