import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import nmirf.common.migrations
import nmirf.common.models
import notifications.models.calendar
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('notifications', '0002_people'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='digest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='digest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='digest',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='notification',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='notification',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='notification',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reminderrule',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reminderrule',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reminderrule',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='remindersent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='remindersent',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='remindersent',
            name='delete_delete',
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('message_id', models.CharField(blank=True, editable=False, max_length=200, null=True, unique=True, verbose_name='Message-ID')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='claimed by a worker at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='held back at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('notification', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='delivery', to='notifications.notification')),
            ],
            options={
                'verbose_name': 'delivery at once',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('held_at__isnull', True), ('sent_at__isnull', True)), fields=['created_at'], name='delivery_unsent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('held_at__isnull', True), ('sent_at__isnull', True), _connector='OR'), name='delivery_held_or_sent')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('on', models.DateField(unique=True, verbose_name='day')),
            ],
            options={
                'verbose_name': 'public holiday',
                'ordering': ['on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='holiday_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='MailProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('kind', models.CharField(choices=[('hard', 'does not exist or refuses'), ('soft', 'could not take a message')], max_length=10, verbose_name='what is wrong')),
                ('source', models.CharField(choices=[('server', 'answer of the mail server'), ('report', 'report that came back')], max_length=10, verbose_name='known from')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('detail', models.CharField(blank=True, max_length=500, verbose_name='what the mail server said')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='key')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('cleared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mailbox problem',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(django.db.models.functions.text.Lower('address'), condition=models.Q(('cleared_at__isnull', True)), name='mail_problem_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['hard', 'soft'])), name='mail_problem_kind_known'), models.CheckConstraint(condition=models.Q(('source__in', ['server', 'report'])), name='mail_problem_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('cleared_at__isnull', True), ('cleared_by__isnull', True)), models.Q(('cleared_at__isnull', False), ('cleared_by__isnull', False)), _connector='OR'), name='mail_problem_cleared_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('channel', models.CharField(choices=[('immediate', 'an e-mail at once'), ('digest', 'in the digest'), ('inbox', 'in the inbox only')], max_length=10, verbose_name='how')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preference',
                'ordering': ['person', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='preference_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('update', 'assignment', 'consultation', 'view', 'file', 'work', 'appointment', 'absence', 'handover', 'succession', 'institution', 'meeting', 'joining', 'training', 'personal_data', 'other', 'duty:comment', 'duty:meeting', 'duty:confirm'))), name='preference_kind_may_be_chosen'), models.CheckConstraint(condition=models.Q(('channel__in', ['immediate', 'digest', 'inbox'])), name='preference_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'immediate'), _negated=True), ('kind__in', ['absence', 'succession']), _connector='OR'), name='preference_at_once_only_what_cannot_wait')],
            },
        ),
        migrations.CreateModel(
            name='Rhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('frequency', models.CharField(choices=[('daily', 'each day'), ('weekly', 'once a week')], default='daily', max_length=10, verbose_name='digest')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='day of the week')),
                ('hour', models.PositiveSmallIntegerField(default=7, verbose_name='hour of the day')),
                ('considered_on', models.DateField(blank=True, editable=False, null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rhythm', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rhythm of the digest',
                'constraints': [models.CheckConstraint(condition=models.Q(('frequency__in', ['daily', 'weekly'])), name='rhythm_frequency_known'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='rhythm_weekday_known'), models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='rhythm_hour_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due'), ('decision', 'Decision of a meeting to carry out'), ('meeting', 'Invitation to a meeting to answer'), ('handover', 'Handover to write'), ('acknowledge', 'Handover to acknowledge'), ('confirm', 'Post to confirm'), ('proposal', 'Proposed appointment to decide'), ('registration', 'Registration to decide'), ('data_request', 'Request about personal data to answer'), ('vacancy', 'Post to fill')], max_length=20, verbose_name='kind of duty')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('due_on', models.DateField(verbose_name='due')),
                ('until', models.DateField(verbose_name='remind again on')),
                ('institution', models.CharField(blank=True, max_length=80, verbose_name='institution')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('resumed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reminder put off',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['subject'], name='snooze_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'returned', 'verify', 'sign', 'publish', 'assignment', 'contested', 'obligation', 'request', 'comment', 'follow_up', 'decision', 'meeting', 'handover', 'acknowledge', 'confirm', 'proposal', 'registration', 'data_request', 'vacancy'])), name='snooze_kind_known'), models.CheckConstraint(condition=models.Q(('until__lte', models.F('due_on'))), name='snooze_not_past_the_due_date'), models.UniqueConstraint(condition=models.Q(('resumed_at__isnull', True)), fields=('person', 'kind', 'subject'), name='snooze_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='WorkingWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('weekend', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')]), blank=True, default=notifications.models.calendar.standard_weekend, size=None, verbose_name='days of the weekend')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'working week',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='working_week_one_row'), models.CheckConstraint(condition=models.Q(('weekend__contained_by', [0, 1, 2, 3, 4, 5, 6])), name='working_week_known_days'), models.CheckConstraint(condition=models.Q(('weekend__contains', [0, 1, 2, 3, 4, 5, 6]), _negated=True), name='working_week_has_a_working_day')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('message_id', models.CharField(blank=True, editable=False, max_length=200, null=True, verbose_name='Message-ID')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='claimed by a worker at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail sent at')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='held back at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to send it')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why the e-mail failed')),
                ('notification', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='notifications.notification')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.delivery')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HolidayEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_translations', models.JSONField(blank=True, default=dict, validators=[nmirf.common.models.validate_translations], verbose_name='translations')),
                ('on', models.DateField(verbose_name='day')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.holiday')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailProblemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('kind', models.CharField(choices=[('hard', 'does not exist or refuses'), ('soft', 'could not take a message')], max_length=10, verbose_name='what is wrong')),
                ('source', models.CharField(choices=[('server', 'answer of the mail server'), ('report', 'report that came back')], max_length=10, verbose_name='known from')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('detail', models.CharField(blank=True, max_length=500, verbose_name='what the mail server said')),
                ('key', models.CharField(max_length=200, verbose_name='key')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('cleared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.mailproblem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PreferenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('channel', models.CharField(choices=[('immediate', 'an e-mail at once'), ('digest', 'in the digest'), ('inbox', 'in the inbox only')], max_length=10, verbose_name='how')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.preference')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RhythmEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('frequency', models.CharField(choices=[('daily', 'each day'), ('weekly', 'once a week')], default='daily', max_length=10, verbose_name='digest')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='day of the week')),
                ('hour', models.PositiveSmallIntegerField(default=7, verbose_name='hour of the day')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.rhythm')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SnoozeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('kind', models.CharField(choices=[('update', 'Update to write'), ('returned', 'Update to correct'), ('verify', 'Update to verify'), ('sign', 'Update to sign'), ('publish', 'Update to publish'), ('assignment', 'Assignment to decide'), ('contested', 'Contested assignment to settle'), ('obligation', 'Report or reply due'), ('request', 'Question to answer'), ('comment', 'Comment to answer'), ('follow_up', 'Follow-up information due'), ('decision', 'Decision of a meeting to carry out'), ('meeting', 'Invitation to a meeting to answer'), ('handover', 'Handover to write'), ('acknowledge', 'Handover to acknowledge'), ('confirm', 'Post to confirm'), ('proposal', 'Proposed appointment to decide'), ('registration', 'Registration to decide'), ('data_request', 'Request about personal data to answer'), ('vacancy', 'Post to fill')], max_length=20, verbose_name='kind of duty')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('due_on', models.DateField(verbose_name='due')),
                ('until', models.DateField(verbose_name='remind again on')),
                ('institution', models.CharField(blank=True, max_length=80, verbose_name='institution')),
                ('text', models.CharField(max_length=400, verbose_name='text')),
                ('path', models.CharField(max_length=300, verbose_name='address')),
                ('resumed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.snooze')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkingWeekEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('weekend', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')]), blank=True, default=notifications.models.calendar.standard_weekend, size=None, verbose_name='days of the weekend')),
                ('singleton', models.BooleanField(default=True, editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notifications.workingweek')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='digest',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='claimed by a worker at'),
        ),
        migrations.AddField(
            model_name='digest',
            name='held_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='held back at'),
        ),
        migrations.AddField(
            model_name='digest',
            name='message_id',
            field=models.CharField(blank=True, editable=False, max_length=200, null=True, unique=True, verbose_name='Message-ID'),
        ),
        migrations.AddField(
            model_name='digestevent',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='claimed by a worker at'),
        ),
        migrations.AddField(
            model_name='digestevent',
            name='held_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='held back at'),
        ),
        migrations.AddField(
            model_name='digestevent',
            name='message_id',
            field=models.CharField(blank=True, editable=False, max_length=200, null=True, verbose_name='Message-ID'),
        ),
        migrations.AddField(
            model_name='notification',
            name='channel',
            field=models.CharField(choices=[('immediate', 'an e-mail at once'), ('digest', 'in the digest'), ('inbox', 'in the inbox only')], default='digest', max_length=10, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('update', 'Steps of updates'), ('assignment', 'Assignments'), ('consultation', 'Consultations and comments'), ('view', 'Saved views'), ('file', 'Files made for you'), ('work', 'Imports and changes of many records'), ('appointment', 'Appointments and confirmations'), ('absence', 'You stand in for somebody from today'), ('handover', 'Steps of handovers'), ('succession', 'A handover to you'), ('institution', 'Changes of institutions'), ('meeting', 'Meetings and decisions'), ('joining', 'Invitations and registrations'), ('training', 'Trainings'), ('personal_data', 'Your personal data'), ('reminder', 'Reminders of the day'), ('other', 'Other news')], default='other', max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='notification',
            name='outside',
            field=models.CharField(blank=True, max_length=400, verbose_name='text of the e-mail'),
        ),
        migrations.AddField(
            model_name='notificationevent',
            name='channel',
            field=models.CharField(choices=[('immediate', 'an e-mail at once'), ('digest', 'in the digest'), ('inbox', 'in the inbox only')], default='digest', max_length=10, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='notificationevent',
            name='kind',
            field=models.CharField(choices=[('update', 'Steps of updates'), ('assignment', 'Assignments'), ('consultation', 'Consultations and comments'), ('view', 'Saved views'), ('file', 'Files made for you'), ('work', 'Imports and changes of many records'), ('appointment', 'Appointments and confirmations'), ('absence', 'You stand in for somebody from today'), ('handover', 'Steps of handovers'), ('succession', 'A handover to you'), ('institution', 'Changes of institutions'), ('meeting', 'Meetings and decisions'), ('joining', 'Invitations and registrations'), ('training', 'Trainings'), ('personal_data', 'Your personal data'), ('reminder', 'Reminders of the day'), ('other', 'Other news')], default='other', max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='notificationevent',
            name='outside',
            field=models.CharField(blank=True, max_length=400, verbose_name='text of the e-mail'),
        ),
        migrations.AddField(
            model_name='reminderrule',
            name='working_days',
            field=models.BooleanField(default=False, help_text='Weekends and public holidays are not counted, and nobody is told on them.', verbose_name='count working days'),
        ),
        migrations.AddField(
            model_name='reminderruleevent',
            name='working_days',
            field=models.BooleanField(default=False, help_text='Weekends and public holidays are not counted, and nobody is told on them.', verbose_name='count working days'),
        ),
        migrations.AddField(
            model_name='remindersent',
            name='institution',
            field=models.CharField(blank=True, max_length=80, verbose_name='institution'),
        ),
        migrations.AddField(
            model_name='remindersent',
            name='institution_name',
            field=models.CharField(blank=True, max_length=300, verbose_name='name of the institution'),
        ),
        migrations.AddField(
            model_name='remindersentevent',
            name='institution',
            field=models.CharField(blank=True, max_length=80, verbose_name='institution'),
        ),
        migrations.AddField(
            model_name='remindersentevent',
            name='institution_name',
            field=models.CharField(blank=True, max_length=300, verbose_name='name of the institution'),
        ),
        migrations.AddIndex(
            model_name='remindersent',
            index=models.Index(fields=['institution', '-created_at'], name='reminder_by_institution'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('held_at__isnull', True), ('sent_at__isnull', True), _connector='OR'), name='digest_held_or_sent'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'assignment', 'consultation', 'view', 'file', 'work', 'appointment', 'absence', 'handover', 'succession', 'institution', 'meeting', 'joining', 'training', 'personal_data', 'reminder', 'other'])), name='notification_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['immediate', 'digest', 'inbox'])), name='notification_channel_known'),
        ),
        nmirf.common.migrations.AddTriggers(
            triggers=[('digest', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_digestevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "lines", "message_id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."claimed_at", NEW."created_at", NEW."held_at", NEW."id", NEW."lines", NEW."message_id", NEW."on", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='406475323aa00c243c76bbed9f094e5d5656ea00', operation='INSERT', pgid='pgtrigger_insert_insert_05f07', table='notifications_digest', when='AFTER'))), ('digest', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_digestevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "lines", "message_id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."claimed_at", NEW."created_at", NEW."held_at", NEW."id", NEW."lines", NEW."message_id", NEW."on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='4a28920b6d7e198347cf02a5041bf38eefccb072', operation='UPDATE', pgid='pgtrigger_update_update_00a91', table='notifications_digest', when='AFTER'))), ('digest', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_digestevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "lines", "message_id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (OLD."attempts", OLD."claimed_at", OLD."created_at", OLD."held_at", OLD."id", OLD."lines", OLD."message_id", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."sent_at", OLD."updated_at"); RETURN NULL;', hash='853ae6d4263493134f4e4ac9ee20ec5788e13747', operation='DELETE', pgid='pgtrigger_delete_delete_1a5ec', table='notifications_digest', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_notificationevent" ("channel", "created_at", "digest_id", "id", "key", "kind", "outside", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (NEW."channel", NEW."created_at", NEW."digest_id", NEW."id", NEW."key", NEW."kind", NEW."outside", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."read_at", NEW."text", NEW."updated_at"); RETURN NULL;', hash='672d7e31e86866f25050290291cfecf91bffa5ec', operation='INSERT', pgid='pgtrigger_insert_insert_e1b01', table='notifications_notification', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_notificationevent" ("channel", "created_at", "digest_id", "id", "key", "kind", "outside", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (NEW."channel", NEW."created_at", NEW."digest_id", NEW."id", NEW."key", NEW."kind", NEW."outside", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."read_at", NEW."text", NEW."updated_at"); RETURN NULL;', hash='d6a358518590819d5f61661d1e06a1d802e701b3', operation='UPDATE', pgid='pgtrigger_update_update_a25db', table='notifications_notification', when='AFTER'))), ('notification', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_notificationevent" ("channel", "created_at", "digest_id", "id", "key", "kind", "outside", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "text", "updated_at") VALUES (OLD."channel", OLD."created_at", OLD."digest_id", OLD."id", OLD."key", OLD."kind", OLD."outside", OLD."path", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."read_at", OLD."text", OLD."updated_at"); RETURN NULL;', hash='4b9ffa2ee319598482a2aec2050777421ae5d591', operation='DELETE', pgid='pgtrigger_delete_delete_f6b13', table='notifications_notification', when='AFTER'))), ('reminderrule', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "working_days") VALUES (NEW."created_at", NEW."escalate_authority_after", NEW."escalate_deputy_after", NEW."escalate_secretariat_after", NEW."id", NEW."kind", NEW."offsets", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."working_days"); RETURN NULL;', hash='376c4354729a5f7a6ce31dd3583d457c18367ff8', operation='INSERT', pgid='pgtrigger_insert_insert_e3b52', table='notifications_reminderrule', when='AFTER'))), ('reminderrule', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "working_days") VALUES (NEW."created_at", NEW."escalate_authority_after", NEW."escalate_deputy_after", NEW."escalate_secretariat_after", NEW."id", NEW."kind", NEW."offsets", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."working_days"); RETURN NULL;', hash='0c7d22565093c8d0c15baacc5b2a5d262dc6f561', operation='UPDATE', pgid='pgtrigger_update_update_e5750', table='notifications_reminderrule', when='AFTER'))), ('reminderrule', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_reminderruleevent" ("created_at", "escalate_authority_after", "escalate_deputy_after", "escalate_secretariat_after", "id", "kind", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "working_days") VALUES (OLD."created_at", OLD."escalate_authority_after", OLD."escalate_deputy_after", OLD."escalate_secretariat_after", OLD."id", OLD."kind", OLD."offsets", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."working_days"); RETURN NULL;', hash='dad6933f1c1aa6cf2e47eff89db8c535bb61f034', operation='DELETE', pgid='pgtrigger_delete_delete_2e282', table='notifications_reminderrule', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "institution", "institution_name", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."due_on", NEW."id", NEW."institution", NEW."institution_name", NEW."kind", NEW."level", NEW."offset", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."text", NEW."updated_at"); RETURN NULL;', hash='8ec85e003bc994e02a26773b2b09443125939015', operation='INSERT', pgid='pgtrigger_insert_insert_72c69', table='notifications_remindersent', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "institution", "institution_name", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (NEW."created_at", NEW."digest_id", NEW."due_on", NEW."id", NEW."institution", NEW."institution_name", NEW."kind", NEW."level", NEW."offset", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."subject", NEW."text", NEW."updated_at"); RETURN NULL;', hash='213fa5541fe977dad89efeeca23688d19cb38733', operation='UPDATE', pgid='pgtrigger_update_update_daa87', table='notifications_remindersent', when='AFTER'))), ('remindersent', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_remindersentevent" ("created_at", "digest_id", "due_on", "id", "institution", "institution_name", "kind", "level", "offset", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "text", "updated_at") VALUES (OLD."created_at", OLD."digest_id", OLD."due_on", OLD."id", OLD."institution", OLD."institution_name", OLD."kind", OLD."level", OLD."offset", OLD."path", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."subject", OLD."text", OLD."updated_at"); RETURN NULL;', hash='6e2e6dea2b48a220811e86c8f9819282d9b20b8c', operation='DELETE', pgid='pgtrigger_delete_delete_7dc03', table='notifications_remindersent', when='AFTER'))), ('holiday', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_holidayevent" ("created_at", "id", "name", "name_translations", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."name", NEW."name_translations", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='9d09adaf84e1da803b791ca36fa358c10b0f3412', operation='INSERT', pgid='pgtrigger_insert_insert_525d5', table='notifications_holiday', when='AFTER'))), ('holiday', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_holidayevent" ("created_at", "id", "name", "name_translations", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."name", NEW."name_translations", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='aee40aaa3e30a032ec848784260d1c70ae8a4675', operation='UPDATE', pgid='pgtrigger_update_update_dc8be', table='notifications_holiday', when='AFTER'))), ('holiday', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_holidayevent" ("created_at", "id", "name", "name_translations", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."created_at", OLD."id", OLD."name", OLD."name_translations", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='a3eb20e6844a8fe2d3b0c848342260038d3010b7', operation='DELETE', pgid='pgtrigger_delete_delete_4a6d5', table='notifications_holiday', when='AFTER'))), ('workingweek', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_workingweekevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "updated_at", "weekend") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."singleton", NEW."updated_at", NEW."weekend"); RETURN NULL;', hash='a55c1e57676ad67671d6f0b60cdefd3c6e532b4b', operation='INSERT', pgid='pgtrigger_insert_insert_6b917', table='notifications_workingweek', when='AFTER'))), ('workingweek', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_workingweekevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "updated_at", "weekend") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."singleton", NEW."updated_at", NEW."weekend"); RETURN NULL;', hash='19ed74a79210d981041a486a05d033bc9a2ef9ad', operation='UPDATE', pgid='pgtrigger_update_update_8bfc2', table='notifications_workingweek', when='AFTER'))), ('workingweek', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_workingweekevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "singleton", "updated_at", "weekend") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."singleton", OLD."updated_at", OLD."weekend"); RETURN NULL;', hash='4ac19f57ac67e98f4e1e575defbe83422a662ca7', operation='DELETE', pgid='pgtrigger_delete_delete_3a3e5', table='notifications_workingweek', when='AFTER'))), ('delivery', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_deliveryevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "message_id", "notification_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."claimed_at", NEW."created_at", NEW."held_at", NEW."id", NEW."message_id", NEW."notification_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='57538d51e9cc47acd4a9d6a7e5a4ce21eee07784', operation='INSERT', pgid='pgtrigger_insert_insert_f6b22', table='notifications_delivery', when='AFTER'))), ('delivery', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_deliveryevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "message_id", "notification_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (NEW."attempts", NEW."claimed_at", NEW."created_at", NEW."held_at", NEW."id", NEW."message_id", NEW."notification_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."sent_at", NEW."updated_at"); RETURN NULL;', hash='17d705fec09d05de7e4be6145d9b54f5428fa788', operation='UPDATE', pgid='pgtrigger_update_update_5e5e2', table='notifications_delivery', when='AFTER'))), ('delivery', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_deliveryevent" ("attempts", "claimed_at", "created_at", "held_at", "id", "message_id", "notification_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sent_at", "updated_at") VALUES (OLD."attempts", OLD."claimed_at", OLD."created_at", OLD."held_at", OLD."id", OLD."message_id", OLD."notification_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."sent_at", OLD."updated_at"); RETURN NULL;', hash='6aadf47e4d76d9755d73c0a73f1d8121278f7da8', operation='DELETE', pgid='pgtrigger_delete_delete_9e1c4', table='notifications_delivery', when='AFTER'))), ('mailproblem', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_mailproblemevent" ("address", "at", "cleared_at", "cleared_by_id", "created_at", "detail", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at") VALUES (NEW."address", NEW."at", NEW."cleared_at", NEW."cleared_by_id", NEW."created_at", NEW."detail", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."updated_at"); RETURN NULL;', hash='76fa03769ec948cb8173d91a7ea80f7c52bbfb57', operation='INSERT', pgid='pgtrigger_insert_insert_c3e00', table='notifications_mailproblem', when='AFTER'))), ('mailproblem', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_mailproblemevent" ("address", "at", "cleared_at", "cleared_by_id", "created_at", "detail", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at") VALUES (NEW."address", NEW."at", NEW."cleared_at", NEW."cleared_by_id", NEW."created_at", NEW."detail", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."updated_at"); RETURN NULL;', hash='5648018f5061b47016d7d96436f7394ebf6e823e', operation='UPDATE', pgid='pgtrigger_update_update_3a06d', table='notifications_mailproblem', when='AFTER'))), ('mailproblem', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_mailproblemevent" ("address", "at", "cleared_at", "cleared_by_id", "created_at", "detail", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at") VALUES (OLD."address", OLD."at", OLD."cleared_at", OLD."cleared_by_id", OLD."created_at", OLD."detail", OLD."id", OLD."key", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."updated_at"); RETURN NULL;', hash='1f323e6d86d994c6a8ecaaff15ea1a3fd9a2926c', operation='DELETE', pgid='pgtrigger_delete_delete_21497', table='notifications_mailproblem', when='AFTER'))), ('preference', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_preferenceevent" ("channel", "created_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."channel", NEW."created_at", NEW."id", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='a3693b2f7be66cb4260a7bf7cd7cae4e549f8abc', operation='INSERT', pgid='pgtrigger_insert_insert_e2c77', table='notifications_preference', when='AFTER'))), ('preference', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_preferenceevent" ("channel", "created_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."channel", NEW."created_at", NEW."id", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='af8a115f8fb81146d785f624bdb90503b38f4848', operation='UPDATE', pgid='pgtrigger_update_update_d1a92', table='notifications_preference', when='AFTER'))), ('preference', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_preferenceevent" ("channel", "created_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."channel", OLD."created_at", OLD."id", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='290f82560932986897fabab0849f494483ddcca1', operation='DELETE', pgid='pgtrigger_delete_delete_cc974', table='notifications_preference', when='AFTER'))), ('rhythm', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_rhythmevent" ("created_at", "frequency", "hour", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "weekday") VALUES (NEW."created_at", NEW."frequency", NEW."hour", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."weekday"); RETURN NULL;', hash='66b1a7fa9e071e7c3a93f0f6192b1c111ad32cb1', operation='INSERT', pgid='pgtrigger_insert_insert_2cc5b', table='notifications_rhythm', when='AFTER'))), ('rhythm', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."frequency" IS DISTINCT FROM (NEW."frequency") OR OLD."hour" IS DISTINCT FROM (NEW."hour") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."weekday" IS DISTINCT FROM (NEW."weekday"))', func='INSERT INTO "notifications_rhythmevent" ("created_at", "frequency", "hour", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "weekday") VALUES (NEW."created_at", NEW."frequency", NEW."hour", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."weekday"); RETURN NULL;', hash='533bbe1675a6f868566990d7bf844585cebfbebb', operation='UPDATE', pgid='pgtrigger_update_update_928dd', table='notifications_rhythm', when='AFTER'))), ('rhythm', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_rhythmevent" ("created_at", "frequency", "hour", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "weekday") VALUES (OLD."created_at", OLD."frequency", OLD."hour", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."weekday"); RETURN NULL;', hash='5a54ca771d6713e52bc81841fe980fad5aa2f982', operation='DELETE', pgid='pgtrigger_delete_delete_bddaa', table='notifications_rhythm', when='AFTER'))), ('snooze', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_snoozeevent" ("created_at", "due_on", "id", "institution", "kind", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resumed_at", "subject", "text", "until", "updated_at") VALUES (NEW."created_at", NEW."due_on", NEW."id", NEW."institution", NEW."kind", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resumed_at", NEW."subject", NEW."text", NEW."until", NEW."updated_at"); RETURN NULL;', hash='f587545a87245f8bb1f821fe6b9beb21a7a915e5', operation='INSERT', pgid='pgtrigger_insert_insert_e96e6', table='notifications_snooze', when='AFTER'))), ('snooze', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notifications_snoozeevent" ("created_at", "due_on", "id", "institution", "kind", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resumed_at", "subject", "text", "until", "updated_at") VALUES (NEW."created_at", NEW."due_on", NEW."id", NEW."institution", NEW."kind", NEW."path", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resumed_at", NEW."subject", NEW."text", NEW."until", NEW."updated_at"); RETURN NULL;', hash='531598e37d281aa6817fa4236c2d3a33f2a6726d', operation='UPDATE', pgid='pgtrigger_update_update_f95b4', table='notifications_snooze', when='AFTER'))), ('snooze', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notifications_snoozeevent" ("created_at", "due_on", "id", "institution", "kind", "path", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resumed_at", "subject", "text", "until", "updated_at") VALUES (OLD."created_at", OLD."due_on", OLD."id", OLD."institution", OLD."kind", OLD."path", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resumed_at", OLD."subject", OLD."text", OLD."until", OLD."updated_at"); RETURN NULL;', hash='9098138cd1719fbf64d87f34646bf12c623623c7', operation='DELETE', pgid='pgtrigger_delete_delete_02252', table='notifications_snooze', when='AFTER')))],
        ),
    ]
