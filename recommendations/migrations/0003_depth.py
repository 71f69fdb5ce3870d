import django.contrib.postgres.fields
import django.db.models.deletion
import nmirf.common.migrations
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('mechanisms', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('recommendations', '0002_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='affectedgroup',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='affectedgroup',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='affectedgroup',
            name='delete_delete',
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
            model_name='objective',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='objective',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='objective',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendationtext',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendationtext',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendationtext',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sdgtarget',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sdgtarget',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sdgtarget',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourcerecord',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourcerecord',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourcerecord',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='theme',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='theme',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='theme',
            name='delete_delete',
        ),
        migrations.CreateModel(
            name='ExternalCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('scheme', models.CharField(max_length=40, verbose_name='scheme')),
                ('value', models.CharField(max_length=200, verbose_name='value')),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recommendations.importbatch')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='recommendations.recommendation')),
            ],
            options={
                'verbose_name': 'external coding',
                'ordering': ['scheme', 'value'],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'scheme', 'value'), name='external_coding_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('columns', models.JSONField(default=dict, verbose_name='columns')),
                ('constants', models.JSONField(blank=True, default=dict, verbose_name='the same in every row')),
                ('reading', models.JSONField(blank=True, default=dict, verbose_name='how cells are read')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mapping of columns',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='RowDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('position', models.PositiveIntegerField(verbose_name='row')),
                ('choice', models.CharField(choices=[('leave_out', 'Leave out'), ('same_as', 'The same as a recommendation of the register'), ('separate', 'A recommendation of its own'), ('split', 'Split into its parts')], max_length=20, verbose_name='decision')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='row_decisions', to='recommendations.importbatch')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'position'), name='row_decision_once'), models.CheckConstraint(condition=models.Q(('choice__in', ['leave_out', 'same_as', 'separate', 'split'])), name='row_decision_known'), models.CheckConstraint(condition=models.Q(models.Q(('choice', 'same_as'), ('target__isnull', False)), models.Q(models.Q(('choice', 'same_as'), _negated=True), ('target__isnull', True)), _connector='OR'), name='row_decision_target_of_same_as')],
            },
        ),
        migrations.CreateModel(
            name='TermDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('list', models.CharField(choices=[('themes', 'Themes'), ('groups', 'Affected groups'), ('sdgs', 'Sustainable Development Goals'), ('recommending_states', 'Recommending States')], max_length=30, verbose_name='list')),
                ('label', models.CharField(max_length=300, verbose_name='term')),
                ('choice', models.CharField(choices=[('map', 'Stands for a term, in this import alone'), ('alias', 'Is another spelling of a term'), ('create', 'Is a new term'), ('leave_out', 'Leave out')], max_length=20, verbose_name='decision')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='code')),
                ('parent', models.CharField(blank=True, max_length=60, verbose_name='parent')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='term_decisions', to='recommendations.importbatch')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['list', 'label'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'list', 'label'), name='term_decision_once'), models.CheckConstraint(condition=models.Q(('choice__in', ['map', 'alias', 'create', 'leave_out'])), name='term_decision_known'), models.CheckConstraint(condition=models.Q(models.Q(('choice', 'leave_out'), ('code', '')), models.Q(models.Q(('choice', 'leave_out'), _negated=True), models.Q(('code', ''), _negated=True)), _connector='OR'), name='term_decision_names_a_term')],
            },
        ),
        migrations.CreateModel(
            name='ExternalCodingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('scheme', models.CharField(max_length=40, verbose_name='scheme')),
                ('value', models.CharField(max_length=200, verbose_name='value')),
                ('batch', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.importbatch')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.externalcoding')),
                ('recommendation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportMappingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('columns', models.JSONField(default=dict, verbose_name='columns')),
                ('constants', models.JSONField(blank=True, default=dict, verbose_name='the same in every row')),
                ('reading', models.JSONField(blank=True, default=dict, verbose_name='how cells are read')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.importmapping')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RowDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('position', models.PositiveIntegerField(verbose_name='row')),
                ('choice', models.CharField(choices=[('leave_out', 'Leave out'), ('same_as', 'The same as a recommendation of the register'), ('separate', 'A recommendation of its own'), ('split', 'Split into its parts')], max_length=20, verbose_name='decision')),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.importbatch')),
                ('decided_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.rowdecision')),
                ('target', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TermDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('list', models.CharField(choices=[('themes', 'Themes'), ('groups', 'Affected groups'), ('sdgs', 'Sustainable Development Goals'), ('recommending_states', 'Recommending States')], max_length=30, verbose_name='list')),
                ('label', models.CharField(max_length=300, verbose_name='term')),
                ('choice', models.CharField(choices=[('map', 'Stands for a term, in this import alone'), ('alias', 'Is another spelling of a term'), ('create', 'Is a new term'), ('leave_out', 'Leave out')], max_length=20, verbose_name='decision')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='code')),
                ('parent', models.CharField(blank=True, max_length=60, verbose_name='parent')),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.importbatch')),
                ('decided_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.termdecision')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='sourcerecord',
            options={'ordering': ['created_at', 'pk'], 'verbose_name': 'source'},
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_state_known',
        ),
        migrations.AddField(
            model_name='affectedgroup',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='affectedgroup',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='recommendations.affectedgroup'),
        ),
        migrations.AddField(
            model_name='affectedgroupevent',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='affectedgroupevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.affectedgroup'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='stated',
            field=models.JSONField(blank=True, default=dict, verbose_name='stated of the file'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='undone at'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='stated',
            field=models.JSONField(blank=True, default=dict, verbose_name='stated of the file'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='undone at'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrow',
            name='candidates',
            field=models.JSONField(blank=True, default=list, verbose_name='may be the same as'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='parts',
            field=models.JSONField(blank=True, default=list, verbose_name='parts'),
        ),
        migrations.AddField(
            model_name='objective',
            name='aliases',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='objective',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='objective',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='objective',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='recommendations.objective'),
        ),
        migrations.AddField(
            model_name='objectiveevent',
            name='aliases',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='objectiveevent',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='objectiveevent',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='objectiveevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.objective'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='recommendations.recommendation'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='response_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='source of the response'),
        ),
        migrations.AddField(
            model_name='recommendationevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation'),
        ),
        migrations.AddField(
            model_name='recommendationevent',
            name='response_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='source of the response'),
        ),
        migrations.AddField(
            model_name='recommendationtext',
            name='is_official',
            field=models.BooleanField(default=False, verbose_name='official translation'),
        ),
        migrations.AddField(
            model_name='recommendationtext',
            name='translator',
            field=models.CharField(blank=True, max_length=200, verbose_name='translator'),
        ),
        migrations.AddField(
            model_name='recommendationtextevent',
            name='is_official',
            field=models.BooleanField(default=False, verbose_name='official translation'),
        ),
        migrations.AddField(
            model_name='recommendationtextevent',
            name='translator',
            field=models.CharField(blank=True, max_length=200, verbose_name='translator'),
        ),
        migrations.AddField(
            model_name='sdgtarget',
            name='aliases',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='sdgtarget',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='sdgtarget',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='sdgtarget',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='recommendations.sdgtarget'),
        ),
        migrations.AddField(
            model_name='sdgtargetevent',
            name='aliases',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='sdgtargetevent',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='sdgtargetevent',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='sdgtargetevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.sdgtarget'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='key',
            field=models.CharField(blank=True, max_length=200, verbose_name='name in the source'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='source',
            field=models.CharField(choices=[('uhri', 'Universal Human Rights Index'), ('ohchr_list', 'OHCHR thematic list'), ('upr_info', 'UPR Info'), ('table', 'table'), ('hand', 'entered by hand')], default='uhri', max_length=20, verbose_name='source'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='sourcerecordevent',
            name='key',
            field=models.CharField(blank=True, max_length=200, verbose_name='name in the source'),
        ),
        migrations.AddField(
            model_name='sourcerecordevent',
            name='source',
            field=models.CharField(choices=[('uhri', 'Universal Human Rights Index'), ('ohchr_list', 'OHCHR thematic list'), ('upr_info', 'UPR Info'), ('table', 'table'), ('hand', 'entered by hand')], default='uhri', max_length=20, verbose_name='source'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='theme',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='theme',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='recommendations.theme'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='edited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='edited here'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.theme'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be read'), ('reading', 'Being read'), ('ready', 'Read: waiting for your decision'), ('committing', 'Being written'), ('committed', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('failed', 'Failed: nothing was written'), ('discarded', 'Discarded: nothing was written')], default='queued', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='importbatchevent',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be read'), ('reading', 'Being read'), ('ready', 'Read: waiting for your decision'), ('committing', 'Being written'), ('committed', 'Written'), ('undone', 'Undone: what it wrote was taken back'), ('failed', 'Failed: nothing was written'), ('discarded', 'Discarded: nothing was written')], default='queued', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='sourcerecord',
            name='recommendation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='source_records', to='recommendations.recommendation'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('publication', 'retired'), _connector='OR'), name='recommendation_merged_is_retired'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='recommendation_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='recommendationtext',
            constraint=models.CheckConstraint(condition=models.Q(('is_official', False), models.Q(('is_authentic', False), ('is_machine_made', False)), _connector='OR'), name='text_official_is_a_translation'),
        ),
        migrations.AddConstraint(
            model_name='sourcerecord',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['uhri', 'ohchr_list', 'upr_info', 'table', 'hand'])), name='source_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='sourcerecord',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('source', 'key'), name='source_names_a_row_once'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='mapping',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='recommendations.importmapping'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='mapping',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.importmapping'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'reading', 'ready', 'committing', 'committed', 'undone', 'failed', 'discarded'])), name='import_state_known'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('affectedgroup', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_affectedgroupevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "is_noise", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at", "verified") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."id", NEW."is_active", NEW."is_noise", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."updated_at", NEW."verified"); RETURN NULL;', hash='6053fe049e8b0dbdcb87930fce1e10cec23d89df', operation='INSERT', pgid='pgtrigger_insert_insert_ddd33', table='recommendations_affectedgroup', when='AFTER'))), ('affectedgroup', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_affectedgroupevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "is_noise", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at", "verified") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."id", NEW."is_active", NEW."is_noise", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."updated_at", NEW."verified"); RETURN NULL;', hash='43d3f5b86018f7bdf7a740cdb43e43ae93b6dce8', operation='UPDATE', pgid='pgtrigger_update_update_59da0', table='recommendations_affectedgroup', when='AFTER'))), ('affectedgroup', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_affectedgroupevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "is_noise", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at", "verified") VALUES (OLD."aliases", OLD."code", OLD."created_at", OLD."edited_at", OLD."id", OLD."is_active", OLD."is_noise", OLD."merged_into_id", OLD."name", OLD."name_translations", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."updated_at", OLD."verified"); RETURN NULL;', hash='4e8df842f0489e667d93f4a6044c394a30e32c87', operation='DELETE', pgid='pgtrigger_delete_delete_45971', table='recommendations_affectedgroup', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (NEW."committed_at", NEW."counts", NEW."created_at", NEW."error", NEW."file", NEW."filename", NEW."format", NEW."heartbeat_at", NEW."id", NEW."mapping_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publish", NEW."reference", NEW."rows_total", NEW."seconds", NEW."sha256", NEW."size", NEW."started_by_id", NEW."state", NEW."state_code", NEW."stated", NEW."undone_at", NEW."undone_by_id", NEW."unmatched", NEW."updated_at"); RETURN NULL;', hash='15fd2b69ed30d9f2eb057f1f041e5d98e041ca96', operation='INSERT', pgid='pgtrigger_insert_insert_19fc4', table='recommendations_importbatch', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."committed_at" IS DISTINCT FROM (NEW."committed_at") OR OLD."counts" IS DISTINCT FROM (NEW."counts") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."heartbeat_at" IS DISTINCT FROM (NEW."heartbeat_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mapping_id" IS DISTINCT FROM (NEW."mapping_id") OR OLD."publish" IS DISTINCT FROM (NEW."publish") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."rows_total" IS DISTINCT FROM (NEW."rows_total") OR OLD."seconds" IS DISTINCT FROM (NEW."seconds") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_code" IS DISTINCT FROM (NEW."state_code") OR OLD."stated" IS DISTINCT FROM (NEW."stated") OR OLD."undone_at" IS DISTINCT FROM (NEW."undone_at") OR OLD."undone_by_id" IS DISTINCT FROM (NEW."undone_by_id") OR OLD."unmatched" IS DISTINCT FROM (NEW."unmatched") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (NEW."committed_at", NEW."counts", NEW."created_at", NEW."error", NEW."file", NEW."filename", NEW."format", NEW."heartbeat_at", NEW."id", NEW."mapping_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publish", NEW."reference", NEW."rows_total", NEW."seconds", NEW."sha256", NEW."size", NEW."started_by_id", NEW."state", NEW."state_code", NEW."stated", NEW."undone_at", NEW."undone_by_id", NEW."unmatched", NEW."updated_at"); RETURN NULL;', hash='78c4b3eadd7eac1f1da9eab3cb18090938051879', operation='UPDATE', pgid='pgtrigger_update_update_9172e', table='recommendations_importbatch', when='AFTER'))), ('importbatch', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importbatchevent" ("committed_at", "counts", "created_at", "error", "file", "filename", "format", "heartbeat_at", "id", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish", "reference", "rows_total", "seconds", "sha256", "size", "started_by_id", "state", "state_code", "stated", "undone_at", "undone_by_id", "unmatched", "updated_at") VALUES (OLD."committed_at", OLD."counts", OLD."created_at", OLD."error", OLD."file", OLD."filename", OLD."format", OLD."heartbeat_at", OLD."id", OLD."mapping_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publish", OLD."reference", OLD."rows_total", OLD."seconds", OLD."sha256", OLD."size", OLD."started_by_id", OLD."state", OLD."state_code", OLD."stated", OLD."undone_at", OLD."undone_by_id", OLD."unmatched", OLD."updated_at"); RETURN NULL;', hash='b8d8bb0ed983035c34550fc1feb4c28695eda948', operation='DELETE', pgid='pgtrigger_delete_delete_84f72', table='recommendations_importbatch', when='AFTER'))), ('objective', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_objectiveevent" ("aliases", "code", "created_at", "description", "description_translations", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "needs_parliament", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."description", NEW."description_translations", NEW."edited_at", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."needs_parliament", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='091922873972bde42904bc2f39d9ab02d30bca42', operation='INSERT', pgid='pgtrigger_insert_insert_bce3d', table='recommendations_objective', when='AFTER'))), ('objective', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_objectiveevent" ("aliases", "code", "created_at", "description", "description_translations", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "needs_parliament", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."description", NEW."description_translations", NEW."edited_at", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."needs_parliament", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='51a52b774611e839aebe181e816c90eb816e46d6', operation='UPDATE', pgid='pgtrigger_update_update_2fe24', table='recommendations_objective', when='AFTER'))), ('objective', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_objectiveevent" ("aliases", "code", "created_at", "description", "description_translations", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "needs_parliament", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."aliases", OLD."code", OLD."created_at", OLD."description", OLD."description_translations", OLD."edited_at", OLD."id", OLD."is_active", OLD."merged_into_id", OLD."name", OLD."name_translations", OLD."needs_parliament", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='ba83969005a32282228873b702a067c5ab5dc2b6', operation='DELETE', pgid='pgtrigger_delete_delete_ca242', table='recommendations_objective', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "id", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (NEW."action_level", NEW."addressed_to_id", NEW."annotation_id", NEW."created_at", NEW."follow_up_due_on", NEW."id", NEW."issued_on", NEW."kind", NEW."legislation_basis", NEW."mechanism_id", NEW."merged_into_id", NEW."paragraph", NEW."paragraph_key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."position_source", NEW."priority", NEW."publication", NEW."published_at", NEW."reference", NEW."requires_legislation", NEW."response", NEW."response_source", NEW."review_id", NEW."status", NEW."status_on", NEW."symbol", NEW."updated_at"); RETURN NULL;', hash='6fef63384d80b5f2db033c4875329c12d8d5c4ea', operation='INSERT', pgid='pgtrigger_insert_insert_d6b9e', table='recommendations_recommendation', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "id", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (NEW."action_level", NEW."addressed_to_id", NEW."annotation_id", NEW."created_at", NEW."follow_up_due_on", NEW."id", NEW."issued_on", NEW."kind", NEW."legislation_basis", NEW."mechanism_id", NEW."merged_into_id", NEW."paragraph", NEW."paragraph_key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."position_source", NEW."priority", NEW."publication", NEW."published_at", NEW."reference", NEW."requires_legislation", NEW."response", NEW."response_source", NEW."review_id", NEW."status", NEW."status_on", NEW."symbol", NEW."updated_at"); RETURN NULL;', hash='c6c7015ae7015748df76fec6c26d77748a27c765', operation='UPDATE', pgid='pgtrigger_update_update_f7db8', table='recommendations_recommendation', when='AFTER'))), ('recommendation', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("action_level", "addressed_to_id", "annotation_id", "created_at", "follow_up_due_on", "id", "issued_on", "kind", "legislation_basis", "mechanism_id", "merged_into_id", "paragraph", "paragraph_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "position_source", "priority", "publication", "published_at", "reference", "requires_legislation", "response", "response_source", "review_id", "status", "status_on", "symbol", "updated_at") VALUES (OLD."action_level", OLD."addressed_to_id", OLD."annotation_id", OLD."created_at", OLD."follow_up_due_on", OLD."id", OLD."issued_on", OLD."kind", OLD."legislation_basis", OLD."mechanism_id", OLD."merged_into_id", OLD."paragraph", OLD."paragraph_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."position_source", OLD."priority", OLD."publication", OLD."published_at", OLD."reference", OLD."requires_legislation", OLD."response", OLD."response_source", OLD."review_id", OLD."status", OLD."status_on", OLD."symbol", OLD."updated_at"); RETURN NULL;', hash='c2f7f2966a9becd5a1bc91340abbf3f9ae558f44', operation='DELETE', pgid='pgtrigger_delete_delete_540f8', table='recommendations_recommendation', when='AFTER'))), ('recommendationtext', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationtextevent" ("created_at", "heading", "id", "is_authentic", "is_machine_made", "is_official", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "recommendation_id", "source", "text", "translator", "updated_at") VALUES (NEW."created_at", NEW."heading", NEW."id", NEW."is_authentic", NEW."is_machine_made", NEW."is_official", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raw", NEW."recommendation_id", NEW."source", NEW."text", NEW."translator", NEW."updated_at"); RETURN NULL;', hash='3888ed18c14d5f0ce549abf9bddebc4afc2b9699', operation='INSERT', pgid='pgtrigger_insert_insert_5dffb', table='recommendations_recommendationtext', when='AFTER'))), ('recommendationtext', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."heading" IS DISTINCT FROM (NEW."heading") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_authentic" IS DISTINCT FROM (NEW."is_authentic") OR OLD."is_machine_made" IS DISTINCT FROM (NEW."is_machine_made") OR OLD."is_official" IS DISTINCT FROM (NEW."is_official") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."recommendation_id" IS DISTINCT FROM (NEW."recommendation_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."translator" IS DISTINCT FROM (NEW."translator") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "recommendations_recommendationtextevent" ("created_at", "heading", "id", "is_authentic", "is_machine_made", "is_official", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "recommendation_id", "source", "text", "translator", "updated_at") VALUES (NEW."created_at", NEW."heading", NEW."id", NEW."is_authentic", NEW."is_machine_made", NEW."is_official", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raw", NEW."recommendation_id", NEW."source", NEW."text", NEW."translator", NEW."updated_at"); RETURN NULL;', hash='db412bb75bda3eef333b6acd60d14fae59e59c9d', operation='UPDATE', pgid='pgtrigger_update_update_6ab5f', table='recommendations_recommendationtext', when='AFTER'))), ('recommendationtext', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationtextevent" ("created_at", "heading", "id", "is_authentic", "is_machine_made", "is_official", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "recommendation_id", "source", "text", "translator", "updated_at") VALUES (OLD."created_at", OLD."heading", OLD."id", OLD."is_authentic", OLD."is_machine_made", OLD."is_official", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raw", OLD."recommendation_id", OLD."source", OLD."text", OLD."translator", OLD."updated_at"); RETURN NULL;', hash='67cae5d4b0ca1b468b93553ae0d9ec745b801bd7', operation='DELETE', pgid='pgtrigger_delete_delete_cf9b8', table='recommendations_recommendationtext', when='AFTER'))), ('sdgtarget', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_sdgtargetevent" ("aliases", "code", "created_at", "edited_at", "goal_id", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."goal_id", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='c36fb7e15c5c6b0f29a2dc8658557c1bed300718', operation='INSERT', pgid='pgtrigger_insert_insert_8d4b6', table='recommendations_sdgtarget', when='AFTER'))), ('sdgtarget', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_sdgtargetevent" ("aliases", "code", "created_at", "edited_at", "goal_id", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."goal_id", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='ab63d5e376bf5685980542c38379dd9432d9f155', operation='UPDATE', pgid='pgtrigger_update_update_fc3ed', table='recommendations_sdgtarget', when='AFTER'))), ('sdgtarget', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_sdgtargetevent" ("aliases", "code", "created_at", "edited_at", "goal_id", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."aliases", OLD."code", OLD."created_at", OLD."edited_at", OLD."goal_id", OLD."id", OLD."is_active", OLD."merged_into_id", OLD."name", OLD."name_translations", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='2e3bb25b5d6088345692dfcc9b831fac0a151a62', operation='DELETE', pgid='pgtrigger_delete_delete_9ffd3', table='recommendations_sdgtarget', when='AFTER'))), ('sourcerecord', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_sourcerecordevent" ("batch_id", "created_at", "id", "key", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "source", "updated_at") VALUES (NEW."batch_id", NEW."created_at", NEW."id", NEW."key", NEW."payload", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id", NEW."source", NEW."updated_at"); RETURN NULL;', hash='c28bc7e4ab80fcdaa5d6b58c570f2a590cf26322', operation='INSERT', pgid='pgtrigger_insert_insert_f6948', table='recommendations_sourcerecord', when='AFTER'))), ('sourcerecord', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_sourcerecordevent" ("batch_id", "created_at", "id", "key", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "source", "updated_at") VALUES (NEW."batch_id", NEW."created_at", NEW."id", NEW."key", NEW."payload", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recommendation_id", NEW."source", NEW."updated_at"); RETURN NULL;', hash='64d64f66cf3a5e8ed1012f7550a96f868214be07', operation='UPDATE', pgid='pgtrigger_update_update_cff35', table='recommendations_sourcerecord', when='AFTER'))), ('sourcerecord', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_sourcerecordevent" ("batch_id", "created_at", "id", "key", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "source", "updated_at") VALUES (OLD."batch_id", OLD."created_at", OLD."id", OLD."key", OLD."payload", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id", OLD."source", OLD."updated_at"); RETURN NULL;', hash='d2c077a2e106ead7b95c1a7662c2f69e63b4f5af', operation='DELETE', pgid='pgtrigger_delete_delete_9ffae', table='recommendations_sourcerecord', when='AFTER'))), ('theme', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_themeevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "verified") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."verified"); RETURN NULL;', hash='b935037fb4718f4931ebf6a1101885b9bc9c9fbb', operation='INSERT', pgid='pgtrigger_insert_insert_5d723', table='recommendations_theme', when='AFTER'))), ('theme', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_themeevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "verified") VALUES (NEW."aliases", NEW."code", NEW."created_at", NEW."edited_at", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."name_translations", NEW."order", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."verified"); RETURN NULL;', hash='430fc36785f4790a4dae6ce245fedb1d5e9f0ede', operation='UPDATE', pgid='pgtrigger_update_update_bf419', table='recommendations_theme', when='AFTER'))), ('theme', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_themeevent" ("aliases", "code", "created_at", "edited_at", "id", "is_active", "merged_into_id", "name", "name_translations", "order", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "verified") VALUES (OLD."aliases", OLD."code", OLD."created_at", OLD."edited_at", OLD."id", OLD."is_active", OLD."merged_into_id", OLD."name", OLD."name_translations", OLD."order", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."verified"); RETURN NULL;', hash='fa03d46969bddb1a56ea59dca9d25e5b1fe5f541', operation='DELETE', pgid='pgtrigger_delete_delete_247d2', table='recommendations_theme', when='AFTER'))), ('externalcoding', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_externalcodingevent" ("batch_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "scheme", "updated_at", "value") VALUES (NEW."batch_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id", NEW."scheme", NEW."updated_at", NEW."value"); RETURN NULL;', hash='79f485184e2069aec470575946ad53399d95e229', operation='INSERT', pgid='pgtrigger_insert_insert_0866d', table='recommendations_externalcoding', when='AFTER'))), ('externalcoding', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_externalcodingevent" ("batch_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "scheme", "updated_at", "value") VALUES (NEW."batch_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recommendation_id", NEW."scheme", NEW."updated_at", NEW."value"); RETURN NULL;', hash='b384b46066b4730d3720d462f6d29af90d1ce9eb', operation='UPDATE', pgid='pgtrigger_update_update_8f726', table='recommendations_externalcoding', when='AFTER'))), ('externalcoding', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_externalcodingevent" ("batch_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "scheme", "updated_at", "value") VALUES (OLD."batch_id", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id", OLD."scheme", OLD."updated_at", OLD."value"); RETURN NULL;', hash='ee4ce9f56e8cdb01eec097846dd6d5cc47e84cd8', operation='DELETE', pgid='pgtrigger_delete_delete_c4755', table='recommendations_externalcoding', when='AFTER'))), ('importmapping', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importmappingevent" ("columns", "constants", "created_at", "id", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reading", "updated_at") VALUES (NEW."columns", NEW."constants", NEW."created_at", NEW."id", NEW."made_by_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reading", NEW."updated_at"); RETURN NULL;', hash='b0df4858e9f92a00af8caae3d4e7521b63f8e54f', operation='INSERT', pgid='pgtrigger_insert_insert_047ce', table='recommendations_importmapping', when='AFTER'))), ('importmapping', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_importmappingevent" ("columns", "constants", "created_at", "id", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reading", "updated_at") VALUES (NEW."columns", NEW."constants", NEW."created_at", NEW."id", NEW."made_by_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reading", NEW."updated_at"); RETURN NULL;', hash='331d64acce77cac3e58e9bcad561f4bb0c6f641b', operation='UPDATE', pgid='pgtrigger_update_update_894fe', table='recommendations_importmapping', when='AFTER'))), ('importmapping', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_importmappingevent" ("columns", "constants", "created_at", "id", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reading", "updated_at") VALUES (OLD."columns", OLD."constants", OLD."created_at", OLD."id", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reading", OLD."updated_at"); RETURN NULL;', hash='74e07e50934d07ec1e040898f2c7236e7bcc10ee', operation='DELETE', pgid='pgtrigger_delete_delete_52976', table='recommendations_importmapping', when='AFTER'))), ('rowdecision', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_rowdecisionevent" ("batch_id", "choice", "created_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "target_id", "updated_at") VALUES (NEW."batch_id", NEW."choice", NEW."created_at", NEW."decided_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."target_id", NEW."updated_at"); RETURN NULL;', hash='fc65ae25a27dafca4997d49c61761f469b8d83f0', operation='INSERT', pgid='pgtrigger_insert_insert_d3d17', table='recommendations_rowdecision', when='AFTER'))), ('rowdecision', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_rowdecisionevent" ("batch_id", "choice", "created_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "target_id", "updated_at") VALUES (NEW."batch_id", NEW."choice", NEW."created_at", NEW."decided_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."target_id", NEW."updated_at"); RETURN NULL;', hash='634b6d6203a5313aba03ffc7ed41cbbb91e2d5c4', operation='UPDATE', pgid='pgtrigger_update_update_d6241', table='recommendations_rowdecision', when='AFTER'))), ('rowdecision', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_rowdecisionevent" ("batch_id", "choice", "created_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "target_id", "updated_at") VALUES (OLD."batch_id", OLD."choice", OLD."created_at", OLD."decided_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."target_id", OLD."updated_at"); RETURN NULL;', hash='0705cae703c926f51b03768ca8f5f69a19a1e518', operation='DELETE', pgid='pgtrigger_delete_delete_03c68', table='recommendations_rowdecision', when='AFTER'))), ('termdecision', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_termdecisionevent" ("batch_id", "choice", "code", "created_at", "decided_by_id", "id", "label", "list", "parent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."batch_id", NEW."choice", NEW."code", NEW."created_at", NEW."decided_by_id", NEW."id", NEW."label", NEW."list", NEW."parent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='98e2e927a875cf3baea8ffa6e76372b1416a5c1f', operation='INSERT', pgid='pgtrigger_insert_insert_a5fe1', table='recommendations_termdecision', when='AFTER'))), ('termdecision', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "recommendations_termdecisionevent" ("batch_id", "choice", "code", "created_at", "decided_by_id", "id", "label", "list", "parent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."batch_id", NEW."choice", NEW."code", NEW."created_at", NEW."decided_by_id", NEW."id", NEW."label", NEW."list", NEW."parent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='be133ae635e53a82d3a41ba63af8b98659a9d432', operation='UPDATE', pgid='pgtrigger_update_update_23f44', table='recommendations_termdecision', when='AFTER'))), ('termdecision', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_termdecisionevent" ("batch_id", "choice", "code", "created_at", "decided_by_id", "id", "label", "list", "parent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."batch_id", OLD."choice", OLD."code", OLD."created_at", OLD."decided_by_id", OLD."id", OLD."label", OLD."list", OLD."parent", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='cecf4d4f03a15fb520318937327f45f124ba54e7', operation='DELETE', pgid='pgtrigger_delete_delete_3ed25', table='recommendations_termdecision', when='AFTER')))],
        ),
    ]
