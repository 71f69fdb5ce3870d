import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import focalpoints.models.ranges
import nmirf.common.migrations
import nmirf.common.models
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('documents', '0001_initial'),
        ('focalpoints', '0001_extensions'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('kind', models.CharField(choices=[('ministry', 'Ministry'), ('agency', 'Agency'), ('parliament', 'Parliament'), ('judiciary', 'Judiciary'), ('nhri', 'National human rights institution'), ('statistics', 'Statistics office'), ('local', 'Regional or local government'), ('cso', 'Civil society organisation'), ('academia', 'University or research body'), ('un', 'United Nations entity'), ('business', 'Business'), ('state', 'State')], max_length=20, verbose_name='kind')),
                ('branch', models.CharField(choices=[('executive', 'Executive'), ('legislative', 'Legislative'), ('judicial', 'Judicial'), ('independent', 'Independent'), ('none', 'None')], default='executive', max_length=20, verbose_name='branch of power')),
                ('territory', models.CharField(blank=True, max_length=120, verbose_name='territory')),
                ('membership', models.CharField(choices=[('full', 'Full member'), ('consultative', 'Consultative member'), ('none', 'Not a member')], default='none', max_length=20, verbose_name='membership')),
                ('standing', models.CharField(choices=[('pending', 'Awaiting approval'), ('approved', 'Approved'), ('suspended', 'Suspended')], default='approved', max_length=20, verbose_name='standing')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='functional mailbox')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='focalpoints.institution', verbose_name='belongs to')),
            ],
            options={
                'verbose_name': 'institution',
                'verbose_name_plural': 'institutions',
                'ordering': ['name', 'pk'],
                'permissions': [('report_for', 'Report for the institution'), ('sign_for', 'Sign for the institution'), ('comment_for', 'Comment for the institution')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ministry', 'agency', 'parliament', 'judiciary', 'nhri', 'statistics', 'local', 'cso', 'academia', 'un', 'business', 'state'])), name='institution_kind_known'), models.CheckConstraint(condition=models.Q(('membership__in', ['full', 'consultative', 'none'])), name='institution_membership_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['pending', 'approved', 'suspended'])), name='institution_standing_known'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='institution_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('focal_point', 'Focal point'), ('deputy', 'Deputy focal point'), ('validating_authority', 'Validating authority'), ('political_representative', 'Political representative'), ('representative', 'Representative')], max_length=30, verbose_name='role')),
                ('portfolio', models.CharField(blank=True, max_length=300, verbose_name='portfolio')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('suspended_on', models.DateField(blank=True, null=True, verbose_name='suspended since')),
                ('last_confirmed_on', models.DateField(blank=True, null=True, verbose_name='last confirmed on')),
                ('publish_contact_since', models.DateField(blank=True, null=True, verbose_name='consents to a public contact since')),
                ('deputises', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='focalpoints.appointment', verbose_name='deputises for')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='letter')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='focalpoints.institution', verbose_name='institution')),
            ],
            options={
                'verbose_name': 'appointment',
                'ordering': ['institution', 'role', 'starts_on', 'pk'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('institution', '='), ('role', '='), (focalpoints.models.ranges.DateRange('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='appointment_no_overlap'), models.CheckConstraint(condition=models.Q(('role__in', ['focal_point', 'deputy', 'validating_authority', 'political_representative', 'representative'])), name='appointment_role_known'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='appointment_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('deputises__isnull', True), ('role', 'deputy'), _connector='OR'), name='appointment_only_a_deputy_deputises')],
            },
        ),
        migrations.CreateModel(
            name='InstitutionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='address')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('kind', models.CharField(choices=[('ministry', 'Ministry'), ('agency', 'Agency'), ('parliament', 'Parliament'), ('judiciary', 'Judiciary'), ('nhri', 'National human rights institution'), ('statistics', 'Statistics office'), ('local', 'Regional or local government'), ('cso', 'Civil society organisation'), ('academia', 'University or research body'), ('un', 'United Nations entity'), ('business', 'Business'), ('state', 'State')], max_length=20, verbose_name='kind')),
                ('branch', models.CharField(choices=[('executive', 'Executive'), ('legislative', 'Legislative'), ('judicial', 'Judicial'), ('independent', 'Independent'), ('none', 'None')], default='executive', max_length=20, verbose_name='branch of power')),
                ('territory', models.CharField(blank=True, max_length=120, verbose_name='territory')),
                ('membership', models.CharField(choices=[('full', 'Full member'), ('consultative', 'Consultative member'), ('none', 'Not a member')], default='none', max_length=20, verbose_name='membership')),
                ('standing', models.CharField(choices=[('pending', 'Awaiting approval'), ('approved', 'Approved'), ('suspended', 'Suspended')], default='approved', max_length=20, verbose_name='standing')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='functional mailbox')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.institution', verbose_name='belongs to')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.institution')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NationalMechanism',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('state_name', models.CharField(max_length=200, verbose_name='name of the State')),
                ('state_name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('state_code', models.CharField(max_length=3, verbose_name='ISO 3166-1 alpha-3 code')),
                ('site_title', models.CharField(max_length=120, verbose_name='title of the site')),
                ('site_title_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='legal basis')),
                ('legal_basis_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='contact')),
                ('accent', models.CharField(default='#0b5fa5', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Write a colour as #rrggbb.')], verbose_name='accent colour')),
                ('update_length', models.PositiveSmallIntegerField(default=700, validators=[django.core.validators.MinValueValidator(200), django.core.validators.MaxValueValidator(5000)], verbose_name='characters an update may have')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='focalpoints.institution')),
                ('terms_of_reference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': 'national mechanism',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='mechanism_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to, last day included')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='focalpoints.appointment')),
            ],
            options={
                'verbose_name': 'absence',
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_ends_after_it_starts'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('appointment', '='), (focalpoints.models.ranges.DateRange('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='absence_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('role', models.CharField(choices=[('focal_point', 'Focal point'), ('deputy', 'Deputy focal point'), ('validating_authority', 'Validating authority'), ('political_representative', 'Political representative'), ('representative', 'Representative')], max_length=30, verbose_name='role')),
                ('portfolio', models.CharField(blank=True, max_length=300, verbose_name='portfolio')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('suspended_on', models.DateField(blank=True, null=True, verbose_name='suspended since')),
                ('last_confirmed_on', models.DateField(blank=True, null=True, verbose_name='last confirmed on')),
                ('publish_contact_since', models.DateField(blank=True, null=True, verbose_name='consents to a public contact since')),
                ('deputises', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.appointment', verbose_name='deputises for')),
                ('letter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.document', verbose_name='letter')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.appointment')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.institution', verbose_name='institution')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NationalMechanismEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('state_name', models.CharField(max_length=200, verbose_name='name of the State')),
                ('state_name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('state_code', models.CharField(max_length=3, verbose_name='ISO 3166-1 alpha-3 code')),
                ('site_title', models.CharField(max_length=120, verbose_name='title of the site')),
                ('site_title_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='legal basis')),
                ('legal_basis_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='contact')),
                ('accent', models.CharField(default='#0b5fa5', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Write a colour as #rrggbb.')], verbose_name='accent colour')),
                ('update_length', models.PositiveSmallIntegerField(default=700, validators=[django.core.validators.MinValueValidator(200), django.core.validators.MaxValueValidator(5000)], verbose_name='characters an update may have')),
                ('singleton', models.BooleanField(default=True, editable=False)),
                ('host', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.institution')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.nationalmechanism')),
                ('terms_of_reference', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.document')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AbsenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to, last day included')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='focalpoints.absence')),
                ('appointment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focalpoints.appointment')),
            ],
            options={
                'abstract': False,
            },
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('institution', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_institutionevent" ("acronym", "branch", "created_at", "id", "kind", "mailbox", "membership", "name", "name_translations", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "standing", "territory", "updated_at", "website") VALUES (NEW."acronym", NEW."branch", NEW."created_at", NEW."id", NEW."kind", NEW."mailbox", NEW."membership", NEW."name", NEW."name_translations", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."standing", NEW."territory", NEW."updated_at", NEW."website"); RETURN NULL;', hash='e69bce44116ff30a30969bd24aff434b4d9ef33f', operation='INSERT', pgid='pgtrigger_insert_insert_3a05b', table='focalpoints_institution', when='AFTER'))), ('institution', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_institutionevent" ("acronym", "branch", "created_at", "id", "kind", "mailbox", "membership", "name", "name_translations", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "standing", "territory", "updated_at", "website") VALUES (NEW."acronym", NEW."branch", NEW."created_at", NEW."id", NEW."kind", NEW."mailbox", NEW."membership", NEW."name", NEW."name_translations", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."standing", NEW."territory", NEW."updated_at", NEW."website"); RETURN NULL;', hash='b0da570bf1ba654dda7fe2cd0d37208c9cf6a5e6', operation='UPDATE', pgid='pgtrigger_update_update_1850a', table='focalpoints_institution', when='AFTER'))), ('institution', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_institutionevent" ("acronym", "branch", "created_at", "id", "kind", "mailbox", "membership", "name", "name_translations", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "standing", "territory", "updated_at", "website") VALUES (OLD."acronym", OLD."branch", OLD."created_at", OLD."id", OLD."kind", OLD."mailbox", OLD."membership", OLD."name", OLD."name_translations", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."standing", OLD."territory", OLD."updated_at", OLD."website"); RETURN NULL;', hash='9ddbb614e820831d8b8c1e5b1367ab4bfd8129a7', operation='DELETE', pgid='pgtrigger_delete_delete_a7840', table='focalpoints_institution', when='AFTER'))), ('appointment', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "publish_contact_since", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (NEW."created_at", NEW."deputises_id", NEW."ends_on", NEW."id", NEW."institution_id", NEW."last_confirmed_on", NEW."letter_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."portfolio", NEW."publish_contact_since", NEW."reference", NEW."role", NEW."starts_on", NEW."suspended_on", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='2c55e82e6751da6d4736568e5f4ab665c59918ce', operation='INSERT', pgid='pgtrigger_insert_insert_410d9', table='focalpoints_appointment', when='AFTER'))), ('appointment', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "publish_contact_since", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (NEW."created_at", NEW."deputises_id", NEW."ends_on", NEW."id", NEW."institution_id", NEW."last_confirmed_on", NEW."letter_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."portfolio", NEW."publish_contact_since", NEW."reference", NEW."role", NEW."starts_on", NEW."suspended_on", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='9c7a247f9853fd9aad83bef81ce998c51defb6a0', operation='UPDATE', pgid='pgtrigger_update_update_42708', table='focalpoints_appointment', when='AFTER'))), ('appointment', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "publish_contact_since", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (OLD."created_at", OLD."deputises_id", OLD."ends_on", OLD."id", OLD."institution_id", OLD."last_confirmed_on", OLD."letter_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."portfolio", OLD."publish_contact_since", OLD."reference", OLD."role", OLD."starts_on", OLD."suspended_on", OLD."updated_at", OLD."user_id"); RETURN NULL;', hash='9d0a65597bc5de95f7e356850d25f84b517c15bb', operation='DELETE', pgid='pgtrigger_delete_delete_d8464', table='focalpoints_appointment', when='AFTER'))), ('nationalmechanism', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_nationalmechanismevent" ("accent", "acronym", "contact", "created_at", "host_id", "id", "legal_basis", "legal_basis_translations", "name", "name_translations", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "site_title", "site_title_translations", "state_code", "state_name", "state_name_translations", "terms_of_reference_id", "update_length", "updated_at") VALUES (NEW."accent", NEW."acronym", NEW."contact", NEW."created_at", NEW."host_id", NEW."id", NEW."legal_basis", NEW."legal_basis_translations", NEW."name", NEW."name_translations", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."singleton", NEW."site_title", NEW."site_title_translations", NEW."state_code", NEW."state_name", NEW."state_name_translations", NEW."terms_of_reference_id", NEW."update_length", NEW."updated_at"); RETURN NULL;', hash='0dcae6fee8034719f9c6cafede24afbfcd67455b', operation='INSERT', pgid='pgtrigger_insert_insert_c6338', table='focalpoints_nationalmechanism', when='AFTER'))), ('nationalmechanism', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_nationalmechanismevent" ("accent", "acronym", "contact", "created_at", "host_id", "id", "legal_basis", "legal_basis_translations", "name", "name_translations", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "site_title", "site_title_translations", "state_code", "state_name", "state_name_translations", "terms_of_reference_id", "update_length", "updated_at") VALUES (NEW."accent", NEW."acronym", NEW."contact", NEW."created_at", NEW."host_id", NEW."id", NEW."legal_basis", NEW."legal_basis_translations", NEW."name", NEW."name_translations", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."singleton", NEW."site_title", NEW."site_title_translations", NEW."state_code", NEW."state_name", NEW."state_name_translations", NEW."terms_of_reference_id", NEW."update_length", NEW."updated_at"); RETURN NULL;', hash='022f2ee4435d5d00f1747ec07ac0229387b4c44b', operation='UPDATE', pgid='pgtrigger_update_update_ddd84', table='focalpoints_nationalmechanism', when='AFTER'))), ('nationalmechanism', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_nationalmechanismevent" ("accent", "acronym", "contact", "created_at", "host_id", "id", "legal_basis", "legal_basis_translations", "name", "name_translations", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "site_title", "site_title_translations", "state_code", "state_name", "state_name_translations", "terms_of_reference_id", "update_length", "updated_at") VALUES (OLD."accent", OLD."acronym", OLD."contact", OLD."created_at", OLD."host_id", OLD."id", OLD."legal_basis", OLD."legal_basis_translations", OLD."name", OLD."name_translations", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."singleton", OLD."site_title", OLD."site_title_translations", OLD."state_code", OLD."state_name", OLD."state_name_translations", OLD."terms_of_reference_id", OLD."update_length", OLD."updated_at"); RETURN NULL;', hash='6adedc878611c1c94601fb9055fb4c7169a61aa8', operation='DELETE', pgid='pgtrigger_delete_delete_33540', table='focalpoints_nationalmechanism', when='AFTER'))), ('absence', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_absenceevent" ("appointment_id", "created_at", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "updated_at") VALUES (NEW."appointment_id", NEW."created_at", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."updated_at"); RETURN NULL;', hash='609a292876fc75fd56528dfd08874b6fc37f0a8f', operation='INSERT', pgid='pgtrigger_insert_insert_a9433', table='focalpoints_absence', when='AFTER'))), ('absence', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_absenceevent" ("appointment_id", "created_at", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "updated_at") VALUES (NEW."appointment_id", NEW."created_at", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."updated_at"); RETURN NULL;', hash='ab15c715ae211e0031ae3b941e47057c664b0028', operation='UPDATE', pgid='pgtrigger_update_update_7d545', table='focalpoints_absence', when='AFTER'))), ('absence', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_absenceevent" ("appointment_id", "created_at", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "updated_at") VALUES (OLD."appointment_id", OLD."created_at", OLD."ends_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts_on", OLD."updated_at"); RETURN NULL;', hash='bf835ff960db3371249dd1ec33b48eb38ee58a51', operation='DELETE', pgid='pgtrigger_delete_delete_b865c', table='focalpoints_absence', when='AFTER')))],
        ),
    ]
