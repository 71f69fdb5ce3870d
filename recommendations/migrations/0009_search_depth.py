"""Synonyms, the words of published texts, and references found however they are separated."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mechanisms', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('recommendations', '0008_codes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
                ('folded', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=12)),
                ('number', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None, verbose_name='terms')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'synonyms',
                'verbose_name_plural': 'synonyms',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SynonymEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('code', models.SlugField(db_index=False, max_length=60, verbose_name='code')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None, verbose_name='terms')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendationtext',
            name='index_text',
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(django.contrib.postgres.indexes.OpClass(models.Func(models.F('reference'), function='nmirf_code'), name='text_pattern_ops'), name='recommendation_reference_code'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(django.contrib.postgres.indexes.OpClass(models.Func(models.F('symbol'), function='nmirf_code'), name='text_pattern_ops'), name='recommendation_symbol_code'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(django.contrib.postgres.indexes.OpClass(models.Func(models.F('paragraph'), function='nmirf_code'), name='text_pattern_ops'), name='recommendation_paragraph_code'),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='search_word_trigrams', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.UniqueConstraint(fields=('word', 'language'), name='search_word_once'),
        ),
        migrations.AddConstraint(
            model_name='synonym',
            constraint=models.CheckConstraint(condition=models.Q(('terms__len__gte', 2)), name='synonym_of_two_terms_at_least'),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.synonym'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendationtext',
            trigger=pgtrigger.compiler.Trigger(name='index_text', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    NEW.search_vector :=\n                        to_tsvector(\n                            nmirf_search_config(NEW.language),\n                            nmirf_words(NEW.heading || ' ' || NEW.text)\n                        )\n                        || to_tsvector(\n                            'nmirf_simple', nmirf_words(NEW.heading || ' ' || NEW.text)\n                        );\n                    RETURN NEW;\n                ", hash='0e04b141ed1f516d54b5d481105488a000940fc7', operation='INSERT OR UPDATE OF "text", "heading", "language"', pgid='pgtrigger_index_text_030d0', table='recommendations_recommendationtext', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_synonymevent" ("code", "created_at", "id", "is_active", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms", "updated_at") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."is_active", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."terms", NEW."updated_at"); RETURN NULL;', hash='bf2f20af26b2750db192b405968ff8d2a504fb9a', operation='INSERT', pgid='pgtrigger_insert_insert_358b5', table='recommendations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_synonymevent" ("code", "created_at", "id", "is_active", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms", "updated_at") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."is_active", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."terms", NEW."updated_at"); RETURN NULL;', hash='2d8d0df5f2b500d876b69a73d930ef6f59afd304', operation='UPDATE', pgid='pgtrigger_update_update_1753d', table='recommendations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_synonymevent" ("code", "created_at", "id", "is_active", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms", "updated_at") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."is_active", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."terms", OLD."updated_at"); RETURN NULL;', hash='a0accd9f58cd66624b05271b82b19073969a5a33', operation='DELETE', pgid='pgtrigger_delete_delete_feead', table='recommendations_synonym', when='AFTER')),
        ),
        # Texts that are there already are indexed in the new way; the trigger does it.
        migrations.RunSQL(
            "UPDATE recommendations_recommendationtext SET text = text", migrations.RunSQL.noop
        ),
    ]
