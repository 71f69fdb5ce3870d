import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
                    ('scan_state', models.CharField(choices=[('not_scanned', 'Not scanned: no scanner is configured'), ('pending', 'Waits for the virus scanner'), ('clean', 'Clean'), ('infected', 'Quarantined'), ('error', 'The virus scanner gave no answer')], default='not_scanned', max_length=20, verbose_name='scan')),
                    ('is_cleaned', models.BooleanField(default=False, verbose_name='freed of traces of its author')),
                    ('series', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='documents.document', verbose_name='replaces')),
                ],
                options={
                    'verbose_name': 'document',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('classification__in', ['public', 'internal', 'restricted', 'confidential'])), name='document_classification_known'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='document_sha256_whole'), models.CheckConstraint(condition=models.Q(('scan_state__in', ['not_scanned', 'pending', 'clean', 'infected', 'error'])), name='document_scan_state_known'), models.UniqueConstraint(fields=('series', 'version'), name='document_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('replaces__isnull', True), ('version', 1)), models.Q(('replaces__isnull', False), ('version__gt', 1)), _connector='OR'), name='document_first_version_replaces_none')],
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
                    ('scan_state', models.CharField(choices=[('not_scanned', 'Not scanned: no scanner is configured'), ('pending', 'Waits for the virus scanner'), ('clean', 'Clean'), ('infected', 'Quarantined'), ('error', 'The virus scanner gave no answer')], default='not_scanned', max_length=20, verbose_name='scan')),
                    ('is_cleaned', models.BooleanField(default=False, verbose_name='freed of traces of its author')),
                    ('series', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                    ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.document')),
                    ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.document', verbose_name='replaces')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Extract',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('waiting', 'The text is still being read'), ('read', 'The text can be searched'), ('empty', 'No text was found: perhaps pages that were scanned as pictures'), ('locked', 'Protected by a password: the text cannot be read'), ('damaged', 'Damaged: the text cannot be read'), ('too_much', 'Too large or too intricate: the text was not read'), ('none', 'Files of this kind hold no text that is searched')], default='waiting', max_length=20, verbose_name='text')),
                    ('number_of_pages', models.PositiveIntegerField(default=0, verbose_name='pages')),
                    ('is_cut', models.BooleanField(default=False, verbose_name='there was more text than is kept')),
                    ('picture', models.FileField(blank=True, max_length=200, upload_to=documents.models.private_path)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('tried_at', models.DateTimeField(blank=True, null=True)),
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='extract', to='documents.document')),
                ],
                options={
                    'verbose_name': 'text of a document',
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'read', 'empty', 'locked', 'damaged', 'too_much', 'none'])), name='extract_state_known')],
                },
            ), migrations.CreateModel(
                name='NamedReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_readers', to='documents.document')),
                    ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents_named_for', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'named reader',
                    'constraints': [models.UniqueConstraint(fields=('document', 'person'), name='document_reader_once')],
                },
            ), migrations.CreateModel(
                name='NamedReaderEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.document')),
                    ('named_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.namedreader')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Page',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='page')),
                    ('text', models.TextField(verbose_name='text')),
                    ('search_vector', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='documents.document')),
                ],
                options={
                    'verbose_name': 'page',
                    'ordering': ['document', 'number'],
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_vector'], name='document_page_words')],
                    'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='document_page_once')],
                },
            )],
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('document', pgtrigger.compiler.Trigger(name='versions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id") OR OLD."series" IS DISTINCT FROM (NEW."series") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='43063e1316ce4c96f6e9fb4826c20c2c03d3aa5d', operation='UPDATE', pgid='pgtrigger_versions_stay_b0457', table='documents_document', when='BEFORE'))), ('document', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "is_cleaned", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "replaces_id", "scan_state", "series", "sha256", "size", "title", "updated_at", "version") VALUES (NEW."classification", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."is_cleaned", NEW."kind", NEW."language", NEW."media_type", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."replaces_id", NEW."scan_state", NEW."series", NEW."sha256", NEW."size", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='27ae5690492925569284a8bebdae6a610972e82d', operation='INSERT', pgid='pgtrigger_insert_insert_be524', table='documents_document', when='AFTER'))), ('document', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "is_cleaned", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "replaces_id", "scan_state", "series", "sha256", "size", "title", "updated_at", "version") VALUES (NEW."classification", NEW."created_at", NEW."file", NEW."filename", NEW."id", NEW."is_cleaned", NEW."kind", NEW."language", NEW."media_type", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."replaces_id", NEW."scan_state", NEW."series", NEW."sha256", NEW."size", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='5b8b289acf8d305dd645fdabe80edf69bb1a690a', operation='UPDATE', pgid='pgtrigger_update_update_a3ed6', table='documents_document', when='AFTER'))), ('document', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentevent" ("classification", "created_at", "file", "filename", "id", "is_cleaned", "kind", "language", "media_type", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "replaces_id", "scan_state", "series", "sha256", "size", "title", "updated_at", "version") VALUES (OLD."classification", OLD."created_at", OLD."file", OLD."filename", OLD."id", OLD."is_cleaned", OLD."kind", OLD."language", OLD."media_type", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."replaces_id", OLD."scan_state", OLD."series", OLD."sha256", OLD."size", OLD."title", OLD."updated_at", OLD."version"); RETURN NULL;', hash='d61037b15aadc0bcbce93ee180f44dc6e0e1a4a8', operation='DELETE', pgid='pgtrigger_delete_delete_0c008', table='documents_document', when='AFTER'))), ('namedreader', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_namedreaderevent" ("created_at", "document_id", "id", "named_by_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."document_id", NEW."id", NEW."named_by_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='1384d77c063d2b451cf53cc9ff95123cb1550580', operation='INSERT', pgid='pgtrigger_insert_insert_466db', table='documents_namedreader', when='AFTER'))), ('namedreader', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "documents_namedreaderevent" ("created_at", "document_id", "id", "named_by_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."document_id", NEW."id", NEW."named_by_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='f655218c6516b108641fbe3195145afea62d4e8d', operation='UPDATE', pgid='pgtrigger_update_update_f5b7d', table='documents_namedreader', when='AFTER'))), ('namedreader', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_namedreaderevent" ("created_at", "document_id", "id", "named_by_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."created_at", OLD."document_id", OLD."id", OLD."named_by_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='c58744c7105a8e4d4800013e85e022f8e340fe3f', operation='DELETE', pgid='pgtrigger_delete_delete_051a4', table='documents_namedreader', when='AFTER')))],
        ),
    ]
