import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import nmirf.common.migrations
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        nmirf.common.migrations.CreateModels(
            models=[migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                    ('preferred_language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                    ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
                    ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may use the administration pages')),
                    ('is_demo', models.BooleanField(default=False, help_text='Lets in with a password alone, in demo mode only.', verbose_name='demonstration account')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                    ('last_visit_at', models.DateTimeField(blank=True, null=True, verbose_name='last visit to the desk')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['full_name', 'pk'],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once')],
                },
            ), migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('name', models.CharField(max_length=80, verbose_name='what it is for')),
                    ('hint', models.CharField(editable=False, max_length=4, verbose_name='ends with')),
                    ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('scope', models.CharField(choices=[('read', 'Read')], default='read', max_length=10, verbose_name='good for')),
                    ('issued_on', models.DateField(verbose_name='made on')),
                    ('expires_on', models.DateField(verbose_name='last day')),
                    ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last used')),
                    ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'token of the API',
                    'verbose_name_plural': 'tokens of the API',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['read'])), name='api_token_scope_known'), models.CheckConstraint(condition=models.Q(('expires_on__lte', models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('issued_on'), '+', models.Value(datetime.timedelta(days=366))), output_field=models.DateTimeField()))), name='api_token_a_year_at_most')],
                },
            ), migrations.CreateModel(
                name='ApiTokenEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('name', models.CharField(max_length=80, verbose_name='what it is for')),
                    ('hint', models.CharField(editable=False, max_length=4, verbose_name='ends with')),
                    ('scope', models.CharField(choices=[('read', 'Read')], default='read', max_length=10, verbose_name='good for')),
                    ('issued_on', models.DateField(verbose_name='made on')),
                    ('expires_on', models.DateField(verbose_name='last day')),
                    ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.apitoken')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='DataRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('correction', 'Correction'), ('erasure', 'Erasure')], max_length=20, verbose_name='what for')),
                    ('origin', models.CharField(choices=[('person', 'asked for by the person'), ('retention', 'proposed: long without an appointment')], default='person', max_length=20, verbose_name='origin')),
                    ('text', models.CharField(blank=True, max_length=1000, verbose_name='what is asked')),
                    ('state', models.CharField(choices=[('open', 'To be answered'), ('done', 'Done'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=20, verbose_name='state')),
                    ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'request about personal data',
                    'verbose_name_plural': 'requests about personal data',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'erasure'])), name='data_request_kind_known'), models.CheckConstraint(condition=models.Q(('origin__in', ['person', 'retention'])), name='data_request_origin_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'declined', 'withdrawn'])), name='data_request_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='data_request_declined_with_a_reason'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'kind'), name='data_request_one_open')],
                },
            ), migrations.CreateModel(
                name='DataRequestEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('kind', models.CharField(choices=[('correction', 'Correction'), ('erasure', 'Erasure')], max_length=20, verbose_name='what for')),
                    ('origin', models.CharField(choices=[('person', 'asked for by the person'), ('retention', 'proposed: long without an appointment')], default='person', max_length=20, verbose_name='origin')),
                    ('text', models.CharField(blank=True, max_length=1000, verbose_name='what is asked')),
                    ('state', models.CharField(choices=[('open', 'To be answered'), ('done', 'Done'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=20, verbose_name='state')),
                    ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.datarequest')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='FirstDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('secure', 'Secure your account'), ('details', 'Check your details'), ('people', 'Meet your people'), ('owe', 'Read what you answer for'), ('act', 'Do the first piece of work')], max_length=20), blank=True, default=list, size=None, verbose_name='ticked off')),
                    ('put_away_at', models.DateTimeField(blank=True, null=True, verbose_name='put away at')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='first_day', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'first day',
                    'verbose_name_plural': 'first days',
                    'constraints': [models.CheckConstraint(condition=models.Q(('seen__contained_by', ['secure', 'details', 'people', 'owe', 'act'])), name='first_day_steps_known')],
                },
            ), migrations.CreateModel(
                name='UserEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                    ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                    ('preferred_language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                    ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
                    ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may use the administration pages')),
                    ('is_demo', models.BooleanField(default=False, help_text='Lets in with a password alone, in demo mode only.', verbose_name='demonstration account')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            )],
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('user', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "email", "full_name", "id", "is_active", "is_demo", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_language", "time_zone") VALUES (NEW."date_joined", NEW."email", NEW."full_name", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."preferred_language", NEW."time_zone"); RETURN NULL;', hash='d197c2fb279d113255e25bcdc0be0ead62d5c400', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER'))), ('user', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."preferred_language" IS DISTINCT FROM (NEW."preferred_language") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone"))', func='INSERT INTO "accounts_userevent" ("date_joined", "email", "full_name", "id", "is_active", "is_demo", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_language", "time_zone") VALUES (NEW."date_joined", NEW."email", NEW."full_name", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."preferred_language", NEW."time_zone"); RETURN NULL;', hash='eb622faf6a305b360beeabeaa4356398c9b29f27', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER'))), ('user', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "email", "full_name", "id", "is_active", "is_demo", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_language", "time_zone") VALUES (OLD."date_joined", OLD."email", OLD."full_name", OLD."id", OLD."is_active", OLD."is_demo", OLD."is_staff", OLD."is_superuser", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."preferred_language", OLD."time_zone"); RETURN NULL;', hash='0cc79a926bafc0187b339f90a018417dc3e035d5', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER'))), ('apitoken', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_apitokenevent" ("created_at", "expires_on", "hint", "id", "issued_on", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "revoked_at", "scope", "updated_at") VALUES (NEW."created_at", NEW."expires_on", NEW."hint", NEW."id", NEW."issued_on", NEW."name", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."revoked_at", NEW."scope", NEW."updated_at"); RETURN NULL;', hash='bbb605b07a1f797ee3b5e073d294ff08b9be5daf', operation='INSERT', pgid='pgtrigger_insert_insert_01b7d', table='accounts_apitoken', when='AFTER'))), ('apitoken', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."hint" IS DISTINCT FROM (NEW."hint") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."scope" IS DISTINCT FROM (NEW."scope") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "accounts_apitokenevent" ("created_at", "expires_on", "hint", "id", "issued_on", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "revoked_at", "scope", "updated_at") VALUES (NEW."created_at", NEW."expires_on", NEW."hint", NEW."id", NEW."issued_on", NEW."name", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."revoked_at", NEW."scope", NEW."updated_at"); RETURN NULL;', hash='6c6635a84c0dd8819df2bcaf2ddea4cdbcc5639c', operation='UPDATE', pgid='pgtrigger_update_update_df53b', table='accounts_apitoken', when='AFTER'))), ('apitoken', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_apitokenevent" ("created_at", "expires_on", "hint", "id", "issued_on", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "revoked_at", "scope", "updated_at") VALUES (OLD."created_at", OLD."expires_on", OLD."hint", OLD."id", OLD."issued_on", OLD."name", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."revoked_at", OLD."scope", OLD."updated_at"); RETURN NULL;', hash='15ed2f3ab5fffa5940b93ef701eb654e0414b661', operation='DELETE', pgid='pgtrigger_delete_delete_6e065', table='accounts_apitoken', when='AFTER'))), ('datarequest', pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:declined,open:done,open:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='4ebbf5bf4dc655b2ca79ac53db2f8488bd89d0dd', operation='UPDATE', pgid='pgtrigger_state_moves_c59c2', table='accounts_datarequest', when='BEFORE'))), ('datarequest', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_datarequestevent" ("answer", "created_at", "decided_at", "decided_by_id", "id", "kind", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state", "text", "updated_at") VALUES (NEW."answer", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."kind", NEW."origin", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."state", NEW."text", NEW."updated_at"); RETURN NULL;', hash='01882f58469554558050275ca019b83b5a1dfdb3', operation='INSERT', pgid='pgtrigger_insert_insert_ff15c', table='accounts_datarequest', when='AFTER'))), ('datarequest', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_datarequestevent" ("answer", "created_at", "decided_at", "decided_by_id", "id", "kind", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state", "text", "updated_at") VALUES (NEW."answer", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."kind", NEW."origin", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."state", NEW."text", NEW."updated_at"); RETURN NULL;', hash='ab27e31594e75c57431fba71840ab2c826ca8619', operation='UPDATE', pgid='pgtrigger_update_update_ebcdf', table='accounts_datarequest', when='AFTER'))), ('datarequest', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_datarequestevent" ("answer", "created_at", "decided_at", "decided_by_id", "id", "kind", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state", "text", "updated_at") VALUES (OLD."answer", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."kind", OLD."origin", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."state", OLD."text", OLD."updated_at"); RETURN NULL;', hash='45c97f5f5674cc11dc0108aac91544b1de3f189c', operation='DELETE', pgid='pgtrigger_delete_delete_57af8', table='accounts_datarequest', when='AFTER')))],
        ),
    ]
