import django.contrib.postgres.fields
import django.utils.timezone
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('focalpoints', '0004_keep_consents'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='invitation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='invitation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='invitation',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='delete_delete',
        ),
        migrations.RemoveField(
            model_name='appointment',
            name='publish_contact_since',
        ),
        migrations.RemoveField(
            model_name='appointmentevent',
            name='publish_contact_since',
        ),
        migrations.AddField(
            model_name='invitation',
            name='language',
            field=models.CharField(blank=True, max_length=12, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='language',
            field=models.CharField(blank=True, max_length=12, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='registration',
            name='answer_sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answer sent at'),
        ),
        migrations.AddField(
            model_name='registration',
            name='expires_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='to be confirmed by'),
        ),
        migrations.AddField(
            model_name='registration',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='link sent at'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='answer_sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answer sent at'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='expires_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='to be confirmed by'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='link sent at'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='groups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AlterField(
            model_name='registration',
            name='themes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AlterField(
            model_name='registrationevent',
            name='groups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AlterField(
            model_name='registrationevent',
            name='themes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('appointment', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (NEW."created_at", NEW."deputises_id", NEW."ends_on", NEW."id", NEW."institution_id", NEW."last_confirmed_on", NEW."letter_id", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."portfolio", NEW."reference", NEW."role", NEW."starts_on", NEW."suspended_on", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='fdb8be485e061b4be0da35e9ecb6096dc7a91c61', operation='INSERT', pgid='pgtrigger_insert_insert_410d9', table='focalpoints_appointment', when='AFTER'))), ('appointment', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (NEW."created_at", NEW."deputises_id", NEW."ends_on", NEW."id", NEW."institution_id", NEW."last_confirmed_on", NEW."letter_id", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."portfolio", NEW."reference", NEW."role", NEW."starts_on", NEW."suspended_on", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='8ea5bb8abc2739c941d4dba91ef0ab63781f76a2', operation='UPDATE', pgid='pgtrigger_update_update_42708', table='focalpoints_appointment', when='AFTER'))), ('appointment', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_appointmentevent" ("created_at", "deputises_id", "ends_on", "id", "institution_id", "last_confirmed_on", "letter_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "role", "starts_on", "suspended_on", "updated_at", "user_id") VALUES (OLD."created_at", OLD."deputises_id", OLD."ends_on", OLD."id", OLD."institution_id", OLD."last_confirmed_on", OLD."letter_id", OLD."level", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."portfolio", OLD."reference", OLD."role", OLD."starts_on", OLD."suspended_on", OLD."updated_at", OLD."user_id"); RETURN NULL;', hash='51552c8b19e9895f6dc3246221ee6b51577d1935', operation='DELETE', pgid='pgtrigger_delete_delete_d8464', table='focalpoints_appointment', when='AFTER'))), ('invitation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_invitationevent" ("accepted_at", "appointment_id", "created_at", "deputises_id", "email", "ends_on", "expires_at", "full_name", "id", "institution_id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "revoked_at", "role", "sent_at", "starts_on", "updated_at") VALUES (NEW."accepted_at", NEW."appointment_id", NEW."created_at", NEW."deputises_id", NEW."email", NEW."ends_on", NEW."expires_at", NEW."full_name", NEW."id", NEW."institution_id", NEW."invited_by_id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."portfolio", NEW."reference", NEW."revoked_at", NEW."role", NEW."sent_at", NEW."starts_on", NEW."updated_at"); RETURN NULL;', hash='c8c5fc13c93a2faec59e9aab37eef36a78642c4d', operation='INSERT', pgid='pgtrigger_insert_insert_282b3', table='focalpoints_invitation', when='AFTER'))), ('invitation', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."appointment_id" IS DISTINCT FROM (NEW."appointment_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."deputises_id" IS DISTINCT FROM (NEW."deputises_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institution_id" IS DISTINCT FROM (NEW."institution_id") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."portfolio" IS DISTINCT FROM (NEW."portfolio") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "focalpoints_invitationevent" ("accepted_at", "appointment_id", "created_at", "deputises_id", "email", "ends_on", "expires_at", "full_name", "id", "institution_id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "revoked_at", "role", "sent_at", "starts_on", "updated_at") VALUES (NEW."accepted_at", NEW."appointment_id", NEW."created_at", NEW."deputises_id", NEW."email", NEW."ends_on", NEW."expires_at", NEW."full_name", NEW."id", NEW."institution_id", NEW."invited_by_id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."portfolio", NEW."reference", NEW."revoked_at", NEW."role", NEW."sent_at", NEW."starts_on", NEW."updated_at"); RETURN NULL;', hash='524cc9e38977101e1871a319e3ed96a0bc43bf6a', operation='UPDATE', pgid='pgtrigger_update_update_97fd5', table='focalpoints_invitation', when='AFTER'))), ('invitation', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_invitationevent" ("accepted_at", "appointment_id", "created_at", "deputises_id", "email", "ends_on", "expires_at", "full_name", "id", "institution_id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio", "reference", "revoked_at", "role", "sent_at", "starts_on", "updated_at") VALUES (OLD."accepted_at", OLD."appointment_id", OLD."created_at", OLD."deputises_id", OLD."email", OLD."ends_on", OLD."expires_at", OLD."full_name", OLD."id", OLD."institution_id", OLD."invited_by_id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."portfolio", OLD."reference", OLD."revoked_at", OLD."role", OLD."sent_at", OLD."starts_on", OLD."updated_at"); RETURN NULL;', hash='31f2cdc54b21e743fb369c31639ca6caccd74c01', operation='DELETE', pgid='pgtrigger_delete_delete_d5002', table='focalpoints_invitation', when='AFTER'))), ('registration', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_registrationevent" ("about", "acronym", "answer_sent_at", "confirmed_at", "created_at", "decided_at", "decided_by_id", "email", "expires_at", "full_name", "groups", "id", "institution_id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sent_at", "state", "territory", "themes", "updated_at", "website") VALUES (NEW."about", NEW."acronym", NEW."answer_sent_at", NEW."confirmed_at", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."email", NEW."expires_at", NEW."full_name", NEW."groups", NEW."id", NEW."institution_id", NEW."kind", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."sent_at", NEW."state", NEW."territory", NEW."themes", NEW."updated_at", NEW."website"); RETURN NULL;', hash='60d2a36d0b1d22f2c50cbcf12cddef9b47657f21', operation='INSERT', pgid='pgtrigger_insert_insert_71b80', table='focalpoints_registration', when='AFTER'))), ('registration', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."answer_sent_at" IS DISTINCT FROM (NEW."answer_sent_at") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."groups" IS DISTINCT FROM (NEW."groups") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institution_id" IS DISTINCT FROM (NEW."institution_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."territory" IS DISTINCT FROM (NEW."territory") OR OLD."themes" IS DISTINCT FROM (NEW."themes") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "focalpoints_registrationevent" ("about", "acronym", "answer_sent_at", "confirmed_at", "created_at", "decided_at", "decided_by_id", "email", "expires_at", "full_name", "groups", "id", "institution_id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sent_at", "state", "territory", "themes", "updated_at", "website") VALUES (NEW."about", NEW."acronym", NEW."answer_sent_at", NEW."confirmed_at", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."email", NEW."expires_at", NEW."full_name", NEW."groups", NEW."id", NEW."institution_id", NEW."kind", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."sent_at", NEW."state", NEW."territory", NEW."themes", NEW."updated_at", NEW."website"); RETURN NULL;', hash='006aaf83f911610ce1f28b243d3ef75c10e7c2a0', operation='UPDATE', pgid='pgtrigger_update_update_84269', table='focalpoints_registration', when='AFTER'))), ('registration', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "focalpoints_registrationevent" ("about", "acronym", "answer_sent_at", "confirmed_at", "created_at", "decided_at", "decided_by_id", "email", "expires_at", "full_name", "groups", "id", "institution_id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sent_at", "state", "territory", "themes", "updated_at", "website") VALUES (OLD."about", OLD."acronym", OLD."answer_sent_at", OLD."confirmed_at", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."email", OLD."expires_at", OLD."full_name", OLD."groups", OLD."id", OLD."institution_id", OLD."kind", OLD."language", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."sent_at", OLD."state", OLD."territory", OLD."themes", OLD."updated_at", OLD."website"); RETURN NULL;', hash='f312086bebf9de1575beca6704fb0560d3bbf178', operation='DELETE', pgid='pgtrigger_delete_delete_06149', table='focalpoints_registration', when='AFTER')))],
        ),
    ]
