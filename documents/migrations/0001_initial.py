import django.db.models.deletion
import documents.models
import nmirf.common.migrations
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        nmirf.common.migrations.CreateModels(
            models=[migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('kind', models.CharField(choices=[('evidence', 'Evidence'), ('letter', 'Letter of appointment'), ('signed_form', 'Signed form'), ('law', 'Law or decree'), ('report', 'Report'), ('dataset', 'Data set'), ('un_document', 'Document of a mechanism'), ('other', 'Other document')], default='evidence', max_length=20, verbose_name='kind')),
                    ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal: members of the mechanism'), ('restricted', 'Restricted: secretariat and named people'), ('confidential', 'Confidential: named people only')], default='internal', max_length=20, verbose_name='class')),
                    ('file', models.FileField(max_length=200, upload_to=documents.models.private_path, verbose_name='file')),
                    ('filename', models.CharField(max_length=200, verbose_name='file name')),
                    ('media_type', models.CharField(max_length=120, verbose_name='media type')),
                    ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                    ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='SHA-256')),
                    ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                    ('scan_state', models.CharField(choices=[('not_scanned', 'Not scanned: no scanner is configured'), ('clean', 'Clean'), ('infected', 'Quarantined')], default='not_scanned', max_length=20, verbose_name='scan')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ],
                options={
                    'verbose_name': 'document',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('classification__in', ['public', 'internal', 'restricted', 'confidential'])), name='document_classification_known'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='document_sha256_whole')],
                },
            ), migrations.CreateModel(
                name='DocumentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='reference')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('kind', models.CharField(choices=[('evidence', 'Evidence'), ('letter', 'Letter of appointment'), ('signed_form', 'Signed form'), ('law', 'Law or decree'), ('report', 'Report'), ('dataset', 'Data set'), ('un_document', 'Document of a mechanism'), ('other', 'Other document')], default='evidence', max_length=20, verbose_name='kind')),
                    ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal: members of the mechanism'), ('restricted', 'Restricted: secretariat and named people'), ('confidential', 'Confidential: named people only')], default='internal', max_length=20, verbose_name='class')),
                    ('file', models.FileField(max_length=200, upload_to=documents.models.private_path, verbose_name='file')),
                    ('filename', models.CharField(max_length=200, verbose_name='file name')),
                    ('media_type', models.CharField(max_length=120, verbose_name='media type')),
                    ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                    ('scan_state', models.CharField(choices=[('not_scanned', 'Not scanned: no scanner is configured'), ('clean', 'Clean'), ('infected', 'Quarantined')], default='not_scanned', max_length=20, verbose_name='scan')),
                    ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.document')),
                ],
                options={
                    'abstract': False,
                },
            )],
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('document', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scan_state", "sha256", "size", "title", "updated_at") VALUES (NEW."classification", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."kind", NEW."language", NEW."media_type", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."scan_state", NEW."sha256", NEW."size", NEW."title", NEW."updated_at"); RETURN NULL;', hash='3e4ab50f96c0161365a60377bae1d311c74b3b81', operation='INSERT', pgid='pgtrigger_insert_insert_be524', table='documents_document', when='AFTER'))), ('document', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scan_state", "sha256", "size", "title", "updated_at") VALUES (NEW."classification", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."kind", NEW."language", NEW."media_type", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."scan_state", NEW."sha256", NEW."size", NEW."title", NEW."updated_at"); RETURN NULL;', hash='7ea2b7adda0ac4a01a94ee3ac2c17cf8df234363', operation='UPDATE', pgid='pgtrigger_update_update_a3ed6', table='documents_document', when='AFTER'))), ('document', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scan_state", "sha256", "size", "title", "updated_at") VALUES (OLD."classification", OLD."created_at", OLD."file", OLD."filename", OLD."id", OLD."kind", OLD."language", OLD."media_type", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."scan_state", OLD."sha256", OLD."size", OLD."title", OLD."updated_at"); RETURN NULL;', hash='6cc4a97a31050baa92830b46dbff3c4865a921be', operation='DELETE', pgid='pgtrigger_delete_delete_0c008', table='documents_document', when='AFTER')))],
        ),
    ]
