import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import notifications.models.preferences
import uuid
from django.conf import settings
from django.db import migrations, models

from sessions.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('vip_sessions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fence', models.PositiveIntegerField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.CharField(choices=[('under_way', 'under_way'), ('accepted', 'accepted'), ('deferred', 'deferred'), ('refused', 'refused'), ('unknown', 'unknown')], default='under_way', max_length=12)),
                    ('answer', models.CharField(blank=True, max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_feed', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='KindLadder',
                fields=[
                    ('kind', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reminder_ladder', serialize=False, to='vip_sessions.sessionkind')),
                    ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('72h', '72h'), ('24h', '24h'), ('1h', '1h'), ('10m', '10m')], max_length=12), size=None)),
                ],
            ),
            migrations.CreateModel(
                name='NoticesSeen',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notices_seen', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('seen_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='ChannelBlock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8)),
                    ('address', models.CharField(max_length=254)),
                    ('reason', models.CharField(choices=[('stopped', 'stopped'), ('bounced', 'bounced'), ('invalid', 'invalid'), ('reassigned', 'reassigned'), ('complained', 'complained')], max_length=16)),
                    ('answer', models.CharField(blank=True, max_length=120)),
                    ('blocked_at', models.DateTimeField()),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('channel', 'address'), name='channel_block_once'), models.CheckConstraint(condition=models.Q(('lifted_at', None), ('lifted_at__gte', models.F('blocked_at')), _connector='OR'), name='channel_block_lifted_after')],
                },
            ),
            migrations.CreateModel(
                name='NumberCheck',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='number_check', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('number', models.CharField(max_length=20)),
                    ('code_hash', models.CharField(blank=True, max_length=64)),
                    ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                    ('began_at', models.DateTimeField()),
                    ('sent', models.PositiveSmallIntegerField(default=0)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('code_hash', ''), ('code_sent_at__isnull', False), _connector='OR'), name='number_check_code_was_sent')],
                },
            ),
            migrations.CreateModel(
                name='Preference',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='message_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('digest_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8), blank=True, default=notifications.models.preferences._email, size=None)),
                    ('reminder_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8), blank=True, default=notifications.models.preferences._email, size=None)),
                    ('join_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8), blank=True, default=notifications.models.preferences._email, size=None)),
                    ('change_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8), blank=True, default=notifications.models.preferences._email, size=None)),
                    ('missed_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8), blank=True, default=notifications.models.preferences._email, size=None)),
                    ('rings_from', models.TimeField(default=datetime.time(8, 0))),
                    ('rings_until', models.TimeField(default=datetime.time(21, 0))),
                    ('sms_number', models.CharField(blank=True, max_length=20)),
                    ('sms_verified_at', models.DateTimeField(blank=True, null=True)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('digest_channels__contained_by', ['email', 'sms', 'push'])), name='preference_digest_channels_known'), models.CheckConstraint(condition=models.Q(('reminder_channels__contained_by', ['email', 'sms', 'push'])), name='preference_reminder_channels_known'), models.CheckConstraint(condition=models.Q(('join_channels__contained_by', ['email', 'sms', 'push'])), name='preference_join_channels_known'), models.CheckConstraint(condition=models.Q(('change_channels__contained_by', ['email', 'sms', 'push'])), name='preference_change_channels_known'), models.CheckConstraint(condition=models.Q(('missed_channels__contained_by', ['email', 'sms', 'push'])), name='preference_missed_channels_known'), models.CheckConstraint(condition=models.Q(('reminder_channels__len__gt', 0)), name='preference_reminder_somewhere'), models.CheckConstraint(condition=models.Q(('join_channels__len__gt', 0)), name='preference_join_somewhere'), models.CheckConstraint(condition=models.Q(('change_channels__len__gt', 0)), name='preference_change_somewhere'), models.CheckConstraint(condition=models.Q(('rings_from', models.F('rings_until')), _negated=True), name='preference_rings_a_while'), models.CheckConstraint(condition=models.Q(('sms_verified_at', None), models.Q(('sms_number', ''), _negated=True), _connector='OR'), name='preference_verified_a_number')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('occasion', models.CharField(blank=True, max_length=40)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('tier', models.CharField(choices=[('week', 'week'), ('72h', '72h'), ('24h', '24h'), ('1h', '1h'), ('10m', '10m'), ('started', 'started'), ('nudge', 'nudge'), ('missed', 'missed'), ('changed', 'changed'), ('cancelled', 'cancelled'), ('welcome', 'welcome'), ('invited', 'invited'), ('today', 'today'), ('task', 'task'), ('alert', 'alert'), ('stop_heard', 'stop_heard'), ('start_heard', 'start_heard')], max_length=12)),
                    ('channel', models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8)),
                    ('starts_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('stale_at', models.DateTimeField()),
                    ('try_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('scheduled', 'scheduled'), ('claimed', 'claimed'), ('sent', 'sent'), ('delivered', 'delivered'), ('bounced', 'bounced'), ('failed', 'failed'), ('suppressed', 'suppressed'), ('superseded', 'superseded'), ('expired', 'expired'), ('uncertain', 'uncertain')], default='scheduled', max_length=12)),
                    ('reason', models.CharField(blank=True, choices=[('session_cancelled', 'session_cancelled'), ('session_over', 'session_over'), ('not_on_roster', 'not_on_roster'), ('not_enrolled', 'not_enrolled'), ('account_inactive', 'account_inactive'), ('already_there', 'already_there'), ('already_told', 'already_told'), ('excused', 'excused'), ('nothing_to_tell', 'nothing_to_tell'), ('settled', 'settled'), ('not_chosen', 'not_chosen'), ('quiet_hours', 'quiet_hours'), ('zone_unknown', 'zone_unknown'), ('stopped', 'stopped'), ('no_address', 'no_address'), ('address_blocked', 'address_blocked'), ('no_channel', 'no_channel'), ('restored', 'restored'), ('not_composed', 'not_composed'), ('refused', 'refused'), ('retries_used_up', 'retries_used_up'), ('bounced', 'bounced')], max_length=24)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('fence', models.PositiveIntegerField(default=0)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('sending_at', models.DateTimeField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('delivered_at', models.DateTimeField(blank=True, null=True)),
                    ('provider_id', models.CharField(blank=True, max_length=120)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('carried_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='notifications.reminder')),
                    ('fallback_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fallbacks', to='notifications.reminder')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL)),
                    ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='vip_sessions.session')),
                ],
            ),
            migrations.AddField(
                model_name='attempt',
                name='reminder',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempt_log', to='notifications.reminder'),
            ),
            migrations.CreateModel(
                name='StaffTask',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('kind', models.CharField(choices=[('missed_session', 'missed_session'), ('missed_twice', 'missed_twice'), ('bad_address', 'bad_address'), ('no_channel', 'no_channel'), ('not_told', 'not_told'), ('unknown_zone', 'unknown_zone'), ('change_uncertain', 'change_uncertain')], max_length=24)),
                    ('opened_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('reached', 'reached'), ('left_message', 'left_message'), ('no_answer', 'no_answer'), ('wrong_number', 'wrong_number'), ('came', 'came'), ('corrected', 'corrected'), ('not_needed', 'not_needed')], max_length=16)),
                    ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_tasks', to=settings.AUTH_USER_MODEL)),
                    ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reminder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_tasks', to='notifications.reminder')),
                    ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_tasks', to='vip_sessions.session')),
                ],
            ),
            migrations.CreateModel(
                name='TaskCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('outcome', models.CharField(choices=[('reached', 'reached'), ('left_message', 'left_message'), ('no_answer', 'no_answer'), ('wrong_number', 'wrong_number'), ('came', 'came'), ('corrected', 'corrected'), ('not_needed', 'not_needed')], max_length=16)),
                    ('note', models.TextField(blank=True, max_length=2000)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='notifications.stafftask')),
                ],
            ),
            migrations.CreateModel(
                name='WebhookReceipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('provider', models.CharField(max_length=24)),
                    ('key', models.CharField(max_length=200)),
                    ('report', models.CharField(max_length=40)),
                    ('received_at', models.DateTimeField()),
                    ('reminder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='webhook_receipts', to='notifications.reminder')),
                ],
            ),
            migrations.CreateModel(
                name='JoinLink',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('starts_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('first_used_at', models.DateTimeField(blank=True, null=True)),
                    ('device_hash', models.CharField(blank=True, max_length=64)),
                    ('code_hash', models.CharField(blank=True, max_length=64)),
                    ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                    ('code_tries', models.PositiveSmallIntegerField(default=0)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_links', to=settings.AUTH_USER_MODEL)),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_links', to='vip_sessions.session')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('device_hash', ''), ('first_used_at', None)), models.Q(('first_used_at__isnull', False), models.Q(('device_hash', ''), _negated=True)), _connector='OR'), name='join_link_used_from_a_device')],
                },
            ),
            migrations.CreateModel(
                name='MessageTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(choices=[('week', 'week'), ('reminder', 'reminder'), ('join', 'join'), ('started', 'started'), ('missed', 'missed'), ('changed', 'changed'), ('cancelled', 'cancelled'), ('code', 'code'), ('welcome', 'welcome'), ('staff_welcome', 'staff_welcome'), ('invited', 'invited'), ('today', 'today'), ('task', 'task'), ('alert', 'alert'), ('stop_heard', 'stop_heard'), ('start_heard', 'start_heard')], max_length=16)),
                    ('channel', models.CharField(choices=[('email', 'email'), ('sms', 'sms'), ('push', 'push')], max_length=8)),
                    ('language', models.CharField(max_length=8)),
                    ('version', models.PositiveIntegerField()),
                    ('subject', models.CharField(blank=True, max_length=120)),
                    ('text', models.TextField(blank=True)),
                    ('is_default', models.BooleanField(default=False)),
                    ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('name', 'channel', 'language', 'version'), name='message_template_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_default', True), ('subject', ''), ('text', '')), models.Q(('is_default', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='message_template_says_something')],
                },
            ),
            migrations.CreateModel(
                name='PushSubscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('endpoint', models.URLField(max_length=600, unique=True)),
                    ('p256dh', models.CharField(max_length=120)),
                    ('auth', models.CharField(max_length=60)),
                    ('label', models.CharField(blank=True, max_length=80)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_reason', models.CharField(blank=True, max_length=24)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['person'], name='push_subscription_live')],
                },
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('status', 'scheduled')), fields=['channel', 'try_at'], name='reminder_waiting'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('status', 'scheduled')), fields=['stale_at'], name='reminder_going_stale'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('status__in', ['scheduled', 'claimed'])), fields=['recipient', 'tier', 'channel', 'starts_at'], name='reminder_to_share'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('status', 'claimed')), fields=['lease_until'], name='reminder_leased'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='reminder_at_provider'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(fields=['due_at'], name='reminder_by_time'),
            ),
            migrations.AddConstraint(
                model_name='reminder',
                constraint=models.UniqueConstraint(fields=('session', 'occasion', 'revision', 'recipient', 'tier', 'channel'), name='reminder_once', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='reminder',
                constraint=models.CheckConstraint(condition=models.Q(('session__isnull', False), models.Q(('occasion', ''), _negated=True), _connector='OR'), name='reminder_about_something'),
            ),
            migrations.AddConstraint(
                model_name='reminder',
                constraint=models.CheckConstraint(condition=models.Q(('status', 'claimed'), ('lease_until', None), _connector='XOR'), name='reminder_claimed_has_lease'),
            ),
            migrations.AddConstraint(
                model_name='reminder',
                constraint=models.CheckConstraint(condition=models.Q(('stale_at__gt', models.F('due_at'))), name='reminder_stale_after_due'),
            ),
            migrations.AddConstraint(
                model_name='attempt',
                constraint=models.UniqueConstraint(fields=('reminder', 'fence'), name='attempt_once_per_claim'),
            ),
            migrations.AddIndex(
                model_name='stafftask',
                index=models.Index(condition=models.Q(('done_at', None)), fields=['due_at'], name='staff_task_open'),
            ),
            migrations.AddIndex(
                model_name='stafftask',
                index=models.Index(fields=['client', 'kind', 'opened_at'], name='staff_task_of_client'),
            ),
            migrations.AddConstraint(
                model_name='stafftask',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None), ('outcome', '')), models.Q(('done_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='staff_task_done_with_an_outcome'),
            ),
            migrations.AddConstraint(
                model_name='stafftask',
                constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('done_at__gte', models.F('opened_at')), _connector='OR'), name='staff_task_done_after'),
            ),
            migrations.AddConstraint(
                model_name='webhookreceipt',
                constraint=models.UniqueConstraint(fields=('provider', 'key'), name='webhook_receipt_once'),
            ),
        ]),
    ]
