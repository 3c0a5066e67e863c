import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import sessions.domain.measures
import sessions.models.ranges
import uuid
from django.conf import settings
from django.db import migrations, models

from sessions.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL("CREATE TYPE uuidrange AS RANGE (subtype = uuid)", "DROP TYPE uuidrange"),
        AtOnce([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('legal_name', models.CharField(max_length=200)),
                    ('display_name', models.CharField(max_length=60)),
                    ('pronouns', models.CharField(blank=True, max_length=40)),
                    ('role', models.CharField(choices=[('client', 'Client'), ('facilitator', 'Facilitator'), ('coordinator', 'Coordinator'), ('supervisor', 'Supervisor'), ('guest', 'Guest')], default='client', max_length=20)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('time_zone', models.CharField(default='America/New_York', max_length=64)),
                    ('language', models.CharField(default='en', max_length=8)),
                    ('is_active', models.BooleanField(default=True)),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
            ),
            migrations.CreateModel(
                name='AgreementGiven',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8)),
                    ('given_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='AgreementText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8)),
                    ('title', models.CharField(max_length=120)),
                    ('body', models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('system/Appointment.rs', 'Appointment'), ('system/Encounter.rs', 'Encounter'), ('system/Patient.rs', 'Patient'), ('system/Practitioner.rs', 'Practitioner')], max_length=40), size=None)),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('last_used_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ApiTokenEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('token_hash', models.CharField(max_length=64)),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('system/Appointment.rs', 'Appointment'), ('system/Encounter.rs', 'Encounter'), ('system/Patient.rs', 'Patient'), ('system/Practitioner.rs', 'Practitioner')], max_length=40), size=None)),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Arrival',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('named_at', models.DateTimeField(blank=True, null=True)),
                    ('address', models.CharField(blank=True, max_length=300)),
                    ('state', models.CharField(blank=True, max_length=2)),
                    ('callback_number', models.CharField(blank=True, max_length=32)),
                    ('emergency_name', models.CharField(blank=True, max_length=120)),
                    ('emergency_phone', models.CharField(blank=True, max_length=32)),
                    ('emergency_relationship', models.CharField(blank=True, max_length=60)),
                    ('private', models.BooleanField(default=False)),
                    ('driving', models.BooleanField(default=False)),
                    ('located_at', models.DateTimeField(blank=True, null=True)),
                    ('mood', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('cravings', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('safe', models.BooleanField(blank=True, null=True)),
                    ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                    ('passed_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ArrivalEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('named_at', models.DateTimeField(blank=True, null=True)),
                    ('address', models.CharField(blank=True, max_length=300)),
                    ('state', models.CharField(blank=True, max_length=2)),
                    ('callback_number', models.CharField(blank=True, max_length=32)),
                    ('emergency_name', models.CharField(blank=True, max_length=120)),
                    ('emergency_phone', models.CharField(blank=True, max_length=32)),
                    ('emergency_relationship', models.CharField(blank=True, max_length=60)),
                    ('private', models.BooleanField(default=False)),
                    ('driving', models.BooleanField(default=False)),
                    ('located_at', models.DateTimeField(blank=True, null=True)),
                    ('mood', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('cravings', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('safe', models.BooleanField(blank=True, null=True)),
                    ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                    ('passed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Program',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120, unique=True)),
                    ('level', models.CharField(choices=[('php', 'Partial hospitalization'), ('iop', 'Intensive outpatient'), ('op', 'Outpatient')], max_length=8)),
                    ('weekly_hours_min', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('weekly_hours_max', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('usual_weeks', models.PositiveSmallIntegerField(default=10)),
                    ('time_zone', models.CharField(default='America/New_York', max_length=64)),
                    ('state', models.CharField(blank=True, max_length=2)),
                    ('seats_max', models.PositiveSmallIntegerField(default=12)),
                    ('keeps_chat', models.BooleanField(default=False)),
                    ('bridge_gap_s', models.PositiveIntegerField(default=120)),
                    ('bridge_outage_gap_s', models.PositiveIntegerField(default=300)),
                    ('late_after_s', models.PositiveIntegerField(default=300)),
                    ('left_early_after_s', models.PositiveIntegerField(default=300)),
                    ('absent_under_s', models.PositiveIntegerField(default=600)),
                    ('partial_under_ratio', models.DecimalField(decimal_places=3, default='0.750', max_digits=4)),
                    ('finalize_after_s', models.PositiveIntegerField(default=240)),
                ],
            ),
            migrations.CreateModel(
                name='AttendanceCorrection',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('credited_s', models.PositiveIntegerField()),
                    ('billable_s', models.PositiveIntegerField()),
                    ('excused', models.BooleanField(default=False)),
                    ('reason', models.CharField(max_length=400)),
                    ('made_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('awaiting', 'awaits a supervisor'), ('in_force', 'in force'), ('declined', 'declined')], max_length=12)),
                    ('decided_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='AttendanceCorrectionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('credited_s', models.PositiveIntegerField()),
                    ('billable_s', models.PositiveIntegerField()),
                    ('excused', models.BooleanField(default=False)),
                    ('reason', models.CharField(max_length=400)),
                    ('made_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('awaiting', 'awaits a supervisor'), ('in_force', 'in force'), ('declined', 'declined')], max_length=12)),
                    ('decided_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='AttendanceRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('credited_s', models.PositiveIntegerField()),
                    ('billable_s', models.PositiveIntegerField()),
                    ('countable_s', models.PositiveIntegerField()),
                    ('lobby_s', models.PositiveIntegerField()),
                    ('status', models.CharField(choices=[('cancelled', 'cancelled'), ('excused', 'excused'), ('no_show', 'no_show'), ('absent', 'absent'), ('partial', 'partial'), ('late', 'late'), ('left_early', 'left_early'), ('present', 'present')], max_length=16)),
                    ('late', models.BooleanField()),
                    ('left_early', models.BooleanField()),
                    ('first_entered_at', models.DateTimeField(blank=True, null=True)),
                    ('last_left_at', models.DateTimeField(blank=True, null=True)),
                    ('finalized_at', models.DateTimeField()),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('superseded_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                ],
            ),
            migrations.CreateModel(
                name='AttendanceSeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField()),
                    ('content', models.TextField()),
                    ('seal', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='AttendanceSignature',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('signed_at', models.DateTimeField()),
                    ('digest', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='AttestedPresence',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('phone', 'by phone'), ('in_person', 'in person')], max_length=12)),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('reason', models.CharField(max_length=400)),
                    ('attested_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name_plural': 'attested presence',
                },
            ),
            migrations.CreateModel(
                name='AttestedPresenceEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('kind', models.CharField(choices=[('phone', 'by phone'), ('in_person', 'in person')], max_length=12)),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('reason', models.CharField(max_length=400)),
                    ('attested_at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Authorization',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.CharField(max_length=60)),
                    ('unit', models.CharField(choices=[('units', 'units'), ('days', 'days'), ('hours', 'hours')], max_length=8)),
                    ('amount', models.PositiveIntegerField()),
                    ('from_date', models.DateField()),
                    ('to_date', models.DateField()),
                ],
            ),
            migrations.CreateModel(
                name='AuthorizationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('number', models.CharField(max_length=60)),
                    ('unit', models.CharField(choices=[('units', 'units'), ('days', 'days'), ('hours', 'hours')], max_length=8)),
                    ('amount', models.PositiveIntegerField()),
                    ('from_date', models.DateField()),
                    ('to_date', models.DateField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CareLevel',
                fields=[
                    ('code', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('level', models.CharField(choices=[('php', 'Partial hospitalization'), ('iop', 'Intensive outpatient'), ('op', 'Outpatient')], max_length=8)),
                    ('weekly_hours_min', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('weekly_hours_max', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('usual_weeks', models.PositiveSmallIntegerField()),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['position', 'code'],
                },
            ),
            migrations.CreateModel(
                name='CareTeamMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('duty', models.CharField(choices=[('therapist', 'Primary therapist'), ('case_manager', 'Case manager'), ('prescriber', 'Prescriber'), ('family_therapist', 'Family therapist'), ('nurse', 'Nurse'), ('peer', 'Peer support')], max_length=20)),
                ],
            ),
            migrations.CreateModel(
                name='CareTeamMemberEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('duty', models.CharField(choices=[('therapist', 'Primary therapist'), ('case_manager', 'Case manager'), ('prescriber', 'Prescriber'), ('family_therapist', 'Family therapist'), ('nurse', 'Nurse'), ('peer', 'Peer support')], max_length=20)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ClientLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('cancelled', 'cancelled'), ('excused', 'excused'), ('no_show', 'no_show'), ('absent', 'absent'), ('partial', 'partial'), ('late', 'late'), ('left_early', 'left_early'), ('present', 'present')], max_length=16)),
                    ('credited_s', models.PositiveIntegerField()),
                    ('text', models.TextField(blank=True)),
                ],
            ),
            migrations.CreateModel(
                name='ClientProfileEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('date_of_birth', models.DateField(blank=True, null=True)),
                    ('home_address', models.CharField(blank=True, max_length=300)),
                    ('home_state', models.CharField(blank=True, max_length=2)),
                    ('emergency_name', models.CharField(blank=True, max_length=120)),
                    ('emergency_phone', models.CharField(blank=True, max_length=32)),
                    ('emergency_relationship', models.CharField(blank=True, max_length=60)),
                    ('insurance', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recipient', models.CharField(max_length=160)),
                    ('information', models.CharField(max_length=300)),
                    ('purpose', models.CharField(max_length=200)),
                    ('signed_date', models.DateField()),
                    ('expires_date', models.DateField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ConsentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('recipient', models.CharField(max_length=160)),
                    ('information', models.CharField(max_length=300)),
                    ('purpose', models.CharField(max_length=200)),
                    ('signed_date', models.DateField()),
                    ('expires_date', models.DateField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ConsultationRequest',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('reach_by', models.CharField(choices=[('phone', 'a call'), ('email', 'an e-mail')], max_length=8)),
                    ('call_time', models.CharField(choices=[('any', 'any time'), ('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening')], default='any', max_length=12)),
                    ('state', models.CharField(max_length=2)),
                    ('language', models.CharField(default='en', max_length=8)),
                    ('asked_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('new', 'new'), ('screening', 'being screened'), ('insurance', 'insurance check'), ('ready', 'ready to enrol'), ('enrolled', 'enrolled'), ('closed', 'closed')], default='new', max_length=12)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_reason', models.CharField(blank=True, choices=[('not_suitable', 'another kind of care fits better'), ('not_covered', 'not covered'), ('withdrew', 'they decided against it'), ('no_answer', 'we could not reach them'), ('duplicate', 'asked twice')], max_length=16)),
                ],
            ),
            migrations.CreateModel(
                name='ConsultationRequestEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('reach_by', models.CharField(choices=[('phone', 'a call'), ('email', 'an e-mail')], max_length=8)),
                    ('call_time', models.CharField(choices=[('any', 'any time'), ('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening')], default='any', max_length=12)),
                    ('state', models.CharField(max_length=2)),
                    ('language', models.CharField(default='en', max_length=8)),
                    ('asked_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('new', 'new'), ('screening', 'being screened'), ('insurance', 'insurance check'), ('ready', 'ready to enrol'), ('enrolled', 'enrolled'), ('closed', 'closed')], default='new', max_length=12)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_reason', models.CharField(blank=True, choices=[('not_suitable', 'another kind of care fits better'), ('not_covered', 'not covered'), ('withdrew', 'they decided against it'), ('no_answer', 'we could not reach them'), ('duplicate', 'asked twice')], max_length=16)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Curriculum',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                ],
                options={
                    'verbose_name_plural': 'curricula',
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='CurriculumEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CurriculumTopic',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['position', 'id'],
                },
            ),
            migrations.CreateModel(
                name='CurriculumTopicEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('position', models.PositiveSmallIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='DeclaredBreak',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Disclosure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('evidence', 'Evidence sheet'), ('roster', 'Roster sheet'), ('csv', 'Table of attendance')], max_length=12)),
                    ('from_date', models.DateField()),
                    ('to_date', models.DateField()),
                    ('made_at', models.DateTimeField()),
                    ('sha256', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('began_date', models.DateField()),
                    ('planned_end_date', models.DateField(blank=True, null=True)),
                    ('ended_date', models.DateField(blank=True, null=True)),
                    ('ended_reason', models.CharField(blank=True, choices=[('transferred', 'moved to another group'), ('stepped_down', 'stepped down'), ('stepped_up', 'stepped up'), ('completed', 'completed'), ('chose_to_leave', 'chose to leave'), ('referred', 'referred elsewhere'), ('lost_contact', 'contact lost'), ('not_covered', 'no longer covered'), ('other', 'another reason')], max_length=16)),
                    ('ended_note', models.TextField(blank=True)),
                    ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                    ('individual_every_weeks', models.PositiveSmallIntegerField(blank=True, default=1, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='EnrolmentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('began_date', models.DateField()),
                    ('planned_end_date', models.DateField(blank=True, null=True)),
                    ('ended_date', models.DateField(blank=True, null=True)),
                    ('ended_reason', models.CharField(blank=True, choices=[('transferred', 'moved to another group'), ('stepped_down', 'stepped down'), ('stepped_up', 'stepped up'), ('completed', 'completed'), ('chose_to_leave', 'chose to leave'), ('referred', 'referred elsewhere'), ('lost_contact', 'contact lost'), ('not_covered', 'no longer covered'), ('other', 'another reason')], max_length=16)),
                    ('ended_note', models.TextField(blank=True)),
                    ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                    ('individual_every_weeks', models.PositiveSmallIntegerField(blank=True, default=1, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('recipient', models.CharField(max_length=160)),
                    ('from_date', models.DateField()),
                    ('to_date', models.DateField()),
                    ('wanted_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=8)),
                    ('taken_at', models.DateTimeField(null=True)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('left_out', models.PositiveIntegerField(default=0)),
                    ('content', models.BinaryField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Goal',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('thread', models.UUIDField(db_index=True, default=uuid.uuid4)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('statement', models.CharField(max_length=300)),
                    ('steps', models.TextField(blank=True)),
                    ('target_date', models.DateField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='GoalProgress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rating', models.PositiveSmallIntegerField()),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('noted_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Group',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('seats_min', models.PositiveSmallIntegerField(default=6)),
                    ('seats_max', models.PositiveSmallIntegerField(default=12)),
                ],
            ),
            migrations.CreateModel(
                name='GroupEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('seats_min', models.PositiveSmallIntegerField(default=6)),
                    ('seats_max', models.PositiveSmallIntegerField(default=12)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='GuestInvitation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254)),
                    ('name', models.CharField(max_length=60)),
                    ('relationship', models.CharField(blank=True, max_length=40)),
                    ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                    ('invited_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='GuestInvitationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('email', models.EmailField(max_length=254)),
                    ('name', models.CharField(max_length=60)),
                    ('relationship', models.CharField(blank=True, max_length=40)),
                    ('token_hash', models.CharField(max_length=64, null=True)),
                    ('invited_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('node', models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ('seen_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Holiday',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField()),
                    ('name', models.CharField(max_length=80)),
                ],
                options={
                    'ordering': ['date', 'id'],
                },
            ),
            migrations.CreateModel(
                name='HolidayEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('date', models.DateField()),
                    ('name', models.CharField(max_length=80)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='InsuranceCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('coverage', models.CharField(choices=[('asked', 'asked, no answer yet'), ('covered', 'covered'), ('self_pay', 'pays without insurance'), ('not_covered', 'not covered')], max_length=12)),
                    ('member_number', models.CharField(blank=True, max_length=60)),
                    ('note', models.TextField(blank=True)),
                    ('checked_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='InsuranceCheckEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('coverage', models.CharField(choices=[('asked', 'asked, no answer yet'), ('covered', 'covered'), ('self_pay', 'pays without insurance'), ('not_covered', 'not covered')], max_length=12)),
                    ('member_number', models.CharField(blank=True, max_length=60)),
                    ('note', models.TextField(blank=True)),
                    ('checked_at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='License',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('lcsw', 'Clinical social worker (LCSW)'), ('lpc', 'Professional counselor (LPC, LMHC)'), ('lmft', 'Marriage and family therapist (LMFT)'), ('ladc', 'Alcohol and drug counselor (LADC, LCDC)'), ('psychologist', 'Psychologist'), ('physician', 'Physician (MD, DO)'), ('pmhnp', 'Psychiatric nurse practitioner (PMHNP)'), ('pa', 'Physician assistant (PA)'), ('rn', 'Registered nurse (RN)'), ('ot', 'Occupational therapist (OT)'), ('expressive', 'Art, music or dance therapist'), ('peer', 'Certified peer specialist')], max_length=16)),
                    ('state', models.CharField(max_length=2)),
                    ('number', models.CharField(max_length=40)),
                    ('expires_date', models.DateField()),
                ],
            ),
            migrations.CreateModel(
                name='LicenseEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('lcsw', 'Clinical social worker (LCSW)'), ('lpc', 'Professional counselor (LPC, LMHC)'), ('lmft', 'Marriage and family therapist (LMFT)'), ('ladc', 'Alcohol and drug counselor (LADC, LCDC)'), ('psychologist', 'Psychologist'), ('physician', 'Physician (MD, DO)'), ('pmhnp', 'Psychiatric nurse practitioner (PMHNP)'), ('pa', 'Physician assistant (PA)'), ('rn', 'Registered nurse (RN)'), ('ot', 'Occupational therapist (OT)'), ('expressive', 'Art, music or dance therapist'), ('peer', 'Certified peer specialist')], max_length=16)),
                    ('state', models.CharField(max_length=2)),
                    ('number', models.CharField(max_length=40)),
                    ('expires_date', models.DateField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='LocationRelease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=2)),
                    ('reason', models.CharField(max_length=300)),
                    ('released_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Material',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('link', models.URLField(blank=True, max_length=500)),
                    ('file_name', models.CharField(blank=True, max_length=120)),
                    ('content', models.BinaryField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['title', 'id'],
                },
            ),
            migrations.CreateModel(
                name='MeasureResult',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('measure', models.CharField(choices=[('phq9', 'PHQ-9'), ('gad7', 'GAD-7'), ('cravings', 'Cravings')], max_length=16)),
                    ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(null=True), size=None)),
                    ('total', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('severity', models.CharField(blank=True, choices=[(sessions.domain.measures.Severity['MINIMAL'], sessions.domain.measures.Severity['MINIMAL']), (sessions.domain.measures.Severity['MILD'], sessions.domain.measures.Severity['MILD']), (sessions.domain.measures.Severity['MODERATE'], sessions.domain.measures.Severity['MODERATE']), (sessions.domain.measures.Severity['MODERATELY_SEVERE'], sessions.domain.measures.Severity['MODERATELY_SEVERE']), (sessions.domain.measures.Severity['SEVERE'], sessions.domain.measures.Severity['SEVERE'])], max_length=20)),
                    ('alert', models.BooleanField(default=False)),
                    ('began_at', models.DateTimeField()),
                    ('completed_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='MeasureSchedule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(choices=[('phq9', 'PHQ-9'), ('gad7', 'GAD-7'), ('cravings', 'Cravings')], max_length=16)),
                    ('every_days', models.PositiveSmallIntegerField()),
                    ('from_date', models.DateField()),
                    ('ended_date', models.DateField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Outage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('node', models.CharField(max_length=80)),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='OutboxEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('payload', models.JSONField()),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('delivered_at', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('retry_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='PanelView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('viewed_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Payer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='PayerRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('from_date', models.DateField()),
                    ('until_date', models.DateField(blank=True, null=True)),
                    ('per_diem_minutes', models.PositiveSmallIntegerField(blank=True, default=180, null=True)),
                    ('group_seats_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['payer', '-from_date'],
                },
            ),
            migrations.CreateModel(
                name='PayerRuleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('from_date', models.DateField()),
                    ('until_date', models.DateField(blank=True, null=True)),
                    ('per_diem_minutes', models.PositiveSmallIntegerField(blank=True, default=180, null=True)),
                    ('group_seats_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PayerTimedCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=8)),
                    ('from_minutes', models.PositiveSmallIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='PlanReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reviewed_at', models.DateTimeField()),
                    ('outcome', models.TextField()),
                    ('next_due_date', models.DateField()),
                ],
            ),
            migrations.CreateModel(
                name='PresenceSpan',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('connection', models.UUIDField()),
                    ('zone', models.CharField(choices=[('lobby', 'Lobby'), ('room', 'Room'), ('breakout', 'Breakout'), ('phone', 'Phone'), ('in_person', 'In Person')], max_length=12)),
                    ('began_at', models.DateTimeField()),
                    ('last_seen_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.CharField(blank=True, choices=[('left', 'Left'), ('removed', 'Removed'), ('lost', 'Lost'), ('session_ended', 'Session Ended'), ('server', 'Server'), ('moved', 'Moved')], max_length=16)),
                ],
            ),
            migrations.CreateModel(
                name='ProgramEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('level', models.CharField(choices=[('php', 'Partial hospitalization'), ('iop', 'Intensive outpatient'), ('op', 'Outpatient')], max_length=8)),
                    ('weekly_hours_min', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('weekly_hours_max', models.DecimalField(decimal_places=1, max_digits=4)),
                    ('usual_weeks', models.PositiveSmallIntegerField(default=10)),
                    ('time_zone', models.CharField(default='America/New_York', max_length=64)),
                    ('state', models.CharField(blank=True, max_length=2)),
                    ('seats_max', models.PositiveSmallIntegerField(default=12)),
                    ('keeps_chat', models.BooleanField(default=False)),
                    ('bridge_gap_s', models.PositiveIntegerField(default=120)),
                    ('bridge_outage_gap_s', models.PositiveIntegerField(default=300)),
                    ('late_after_s', models.PositiveIntegerField(default=300)),
                    ('left_early_after_s', models.PositiveIntegerField(default=300)),
                    ('absent_under_s', models.PositiveIntegerField(default=600)),
                    ('partial_under_ratio', models.DecimalField(decimal_places=3, default='0.750', max_digits=4)),
                    ('finalize_after_s', models.PositiveIntegerField(default=240)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ProgramMeasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(choices=[('phq9', 'PHQ-9'), ('gad7', 'GAD-7'), ('cravings', 'Cravings')], max_length=16)),
                    ('every_days', models.PositiveSmallIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='RecordView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(max_length=24)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='RosterEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('part', models.CharField(choices=[('client', 'Client'), ('facilitator', 'Facilitator'), ('cofacilitator', 'Cofacilitator'), ('guest', 'Guest')], max_length=16)),
                    ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(editable=False, null=True)),
                    ('blocks', models.BooleanField(default=True, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'roster entries',
                },
            ),
            migrations.CreateModel(
                name='RosterEntryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('part', models.CharField(choices=[('client', 'Client'), ('facilitator', 'Facilitator'), ('cofacilitator', 'Cofacilitator'), ('guest', 'Guest')], max_length=16)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SafetyAlert',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('not_safe', 'Does not feel safe'), ('phq9_item9', 'Thoughts of self-harm (PHQ-9, item 9)'), ('not_ok', "Pressed “I'm not OK” in the room"), ('wrong_state', 'Is where nobody on the roster is licensed'), ('group_hold', 'Clients are in a room without a facilitator')], max_length=12)),
                    ('raised_at', models.DateTimeField()),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SafetyAlertEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('kind', models.CharField(choices=[('not_safe', 'Does not feel safe'), ('phq9_item9', 'Thoughts of self-harm (PHQ-9, item 9)'), ('not_ok', "Pressed “I'm not OK” in the room"), ('wrong_state', 'Is where nobody on the roster is licensed'), ('group_hold', 'Clients are in a room without a facilitator')], max_length=12)),
                    ('raised_at', models.DateTimeField()),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Screening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stable_home', models.BooleanField()),
                    ('motivated', models.BooleanField()),
                    ('detox_done', models.BooleanField()),
                    ('safe_without_supervision', models.BooleanField()),
                    ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                    ('note', models.TextField(blank=True)),
                    ('decision', models.CharField(choices=[('accept', 'suitable for this care'), ('higher', 'needs a higher level of care'), ('elsewhere', 'another kind of care fits better')], max_length=12)),
                    ('decided_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='ScreeningEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('stable_home', models.BooleanField()),
                    ('motivated', models.BooleanField()),
                    ('detox_done', models.BooleanField()),
                    ('safe_without_supervision', models.BooleanField()),
                    ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                    ('note', models.TextField(blank=True)),
                    ('decision', models.CharField(choices=[('accept', 'suitable for this care'), ('higher', 'needs a higher level of care'), ('elsewhere', 'another kind of care fits better')], max_length=12)),
                    ('decided_at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                    ('starts_local', models.TimeField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('every_weeks', models.PositiveSmallIntegerField(default=1)),
                    ('place', models.CharField(choices=[('virtual', 'Online'), ('in_person', 'In person'), ('both', 'Online and in person')], default='virtual', max_length=12)),
                    ('time_zone', models.CharField(max_length=64)),
                    ('from_date', models.DateField()),
                    ('until_date', models.DateField(blank=True, null=True)),
                    ('laid_out_until', models.DateField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'series',
                },
            ),
            migrations.CreateModel(
                name='SeriesEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                    ('starts_local', models.TimeField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('every_weeks', models.PositiveSmallIntegerField(default=1)),
                    ('place', models.CharField(choices=[('virtual', 'Online'), ('in_person', 'In person'), ('both', 'Online and in person')], default='virtual', max_length=12)),
                    ('time_zone', models.CharField(max_length=64)),
                    ('from_date', models.DateField()),
                    ('until_date', models.DateField(blank=True, null=True)),
                    ('laid_out_until', models.DateField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SeriesMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('part', models.CharField(choices=[('client', 'Client'), ('facilitator', 'Facilitator'), ('cofacilitator', 'Cofacilitator'), ('guest', 'Guest')], max_length=16)),
                ],
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('place', models.CharField(choices=[('virtual', 'Online'), ('in_person', 'In person'), ('both', 'Online and in person')], default='virtual', max_length=12)),
                    ('series_date', models.DateField(blank=True, null=True)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('scheduled', 'Scheduled'), ('ended', 'Ended'), ('cancelled', 'Cancelled')], default='scheduled', max_length=12)),
                    ('cancel_reason', models.CharField(blank=True, choices=[('holiday', 'holiday'), ('clinician_away', 'clinician away'), ('too_few', 'too few clients'), ('weather', 'weather or emergency'), ('client_asked', 'client asked'), ('series_ended', 'the series ended'), ('other', 'another reason')], max_length=16)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('attendance_final_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SessionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('place', models.CharField(choices=[('virtual', 'Online'), ('in_person', 'In person'), ('both', 'Online and in person')], default='virtual', max_length=12)),
                    ('series_date', models.DateField(blank=True, null=True)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('scheduled', 'Scheduled'), ('ended', 'Ended'), ('cancelled', 'Cancelled')], default='scheduled', max_length=12)),
                    ('cancel_reason', models.CharField(blank=True, choices=[('holiday', 'holiday'), ('clinician_away', 'clinician away'), ('too_few', 'too few clients'), ('weather', 'weather or emergency'), ('client_asked', 'client asked'), ('series_ended', 'the series ended'), ('other', 'another reason')], max_length=16)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SessionKind',
                fields=[
                    ('code', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('family', models.CharField(choices=[('group', 'Group'), ('individual', 'Individual'), ('family', 'Family'), ('medical', 'Medical'), ('case', 'Case management'), ('intake', 'Intake'), ('aftercare', 'Aftercare')], default='group', max_length=12)),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('seats_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('counts_toward_hours', models.BooleanField(default=True)),
                    ('modalities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('cbt', 'CBT'), ('dbt', 'DBT'), ('act', 'ACT'), ('sfbt', 'SFBT'), ('psychodynamic', 'Psychodynamic'), ('motivational', 'Motivational enhancement')], max_length=16), blank=True, default=list, size=None)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='SessionNote',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('began_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('text', models.TextField(blank=True)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('saved_at', models.DateTimeField()),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='StateRule',
                fields=[
                    ('state', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('group_seats_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['state'],
                },
            ),
            migrations.CreateModel(
                name='TaperStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('from_date', models.DateField()),
                    ('weekly_hours', models.DecimalField(decimal_places=1, max_digits=4)),
                ],
                options={
                    'ordering': ['from_date'],
                },
            ),
            migrations.CreateModel(
                name='TaperStepEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('from_date', models.DateField()),
                    ('weekly_hours', models.DecimalField(decimal_places=1, max_digits=4)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Topic',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True)),
                    ('summary', models.TextField(blank=True)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Track',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                    ('starts_local', models.TimeField()),
                    ('ends_local', models.TimeField()),
                    ('break_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='TrackEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                    ('starts_local', models.TimeField()),
                    ('ends_local', models.TimeField()),
                    ('break_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='TreatmentPlan',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('summary', models.TextField(blank=True)),
                    ('strengths', models.TextField(blank=True)),
                    ('review_due_date', models.DateField(blank=True, null=True)),
                    ('drafted_at', models.DateTimeField()),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                    ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Webhook',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('url', models.URLField(max_length=400)),
                    ('secret', models.CharField(max_length=64)),
                    ('made_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='WebhookCall',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('event', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=120)),
                    ('body', models.TextField()),
                    ('made_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('given_up', 'Given Up')], default='waiting', max_length=12)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('due_at', models.DateTimeField()),
                    ('answer', models.CharField(blank=True, max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='WebhookEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('url', models.URLField(max_length=400)),
                    ('made_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ClientProfile',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('date_of_birth', models.DateField(blank=True, null=True)),
                    ('home_address', models.CharField(blank=True, max_length=300)),
                    ('home_state', models.CharField(blank=True, max_length=2)),
                    ('emergency_name', models.CharField(blank=True, max_length=120)),
                    ('emergency_phone', models.CharField(blank=True, max_length=32)),
                    ('emergency_relationship', models.CharField(blank=True, max_length=60)),
                    ('insurance', models.CharField(blank=True, max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='Addendum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('written_at', models.DateTimeField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='note_addenda', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'addenda',
                },
            ),
            migrations.CreateModel(
                name='AftercarePlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step_down', models.TextField()),
                    ('support_groups', models.TextField(blank=True)),
                    ('alumni_group', models.BooleanField(default=False)),
                    ('warning_signs', models.TextField(blank=True)),
                    ('who_to_call', models.TextField(blank=True)),
                    ('first_appointment_date', models.DateField(blank=True, null=True)),
                    ('written_at', models.DateTimeField()),
                    ('agreed_at', models.DateTimeField(blank=True, null=True)),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aftercare_plans_written', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='AftercarePlanEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('step_down', models.TextField()),
                    ('support_groups', models.TextField(blank=True)),
                    ('alumni_group', models.BooleanField(default=False)),
                    ('warning_signs', models.TextField(blank=True)),
                    ('who_to_call', models.TextField(blank=True)),
                    ('first_appointment_date', models.DateField(blank=True, null=True)),
                    ('written_at', models.DateTimeField()),
                    ('agreed_at', models.DateTimeField(blank=True, null=True)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.aftercareplan')),
                    ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('telehealth', 'Telehealth consent'), ('confidentiality', 'Group confidentiality')], max_length=20)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('in_force_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='agreement_version_once')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agreement',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='56795bc4c808031c96ab4cab9315c8e33e927500', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_2ed23', table='vip_sessions_agreement', when='BEFORE')),
            ),
            migrations.AddField(
                model_name='agreementgiven',
                name='agreement',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='vip_sessions.agreement'),
            ),
            migrations.AddField(
                model_name='agreementgiven',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements_given', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='agreementtext',
                name='agreement',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='vip_sessions.agreement'),
            ),
            migrations.AddField(
                model_name='apitoken',
                name='made_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='apitokenevent',
                name='made_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='apitokenevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='apitokenevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.apitoken'),
            ),
            migrations.AddField(
                model_name='arrival',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='arrivalevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='arrivalevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='arrivalevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.arrival'),
            ),
            migrations.CreateModel(
                name='AttendanceChain',
                fields=[
                    ('program', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='attendance_chain', serialize=False, to='vip_sessions.program')),
                    ('number', models.PositiveBigIntegerField()),
                    ('seal', models.CharField(max_length=64)),
                ],
            ),
            migrations.AddField(
                model_name='program',
                name='backup',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='programs_backed_up', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrection',
                name='author',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrection',
                name='decided_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrectionevent',
                name='author',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrectionevent',
                name='decided_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrectionevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='attendancecorrectionevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.attendancecorrection'),
            ),
            migrations.AddField(
                model_name='attendancerecord',
                name='corrected_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancerecord',
                name='cosigned_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancerecord',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendancecorrectionevent',
                name='record',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.attendancerecord'),
            ),
            migrations.AddField(
                model_name='attendancecorrection',
                name='record',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='vip_sessions.attendancerecord'),
            ),
            migrations.AddField(
                model_name='attendanceseal',
                name='record',
                field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='vip_sessions.attendancerecord'),
            ),
            migrations.AddField(
                model_name='attendancesignature',
                name='signer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attendanceseal',
                name='signature',
                field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='vip_sessions.attendancesignature'),
            ),
            migrations.AddField(
                model_name='attestedpresence',
                name='attested_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attestedpresence',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attested_presence', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attestedpresenceevent',
                name='attested_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attestedpresenceevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='attestedpresenceevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='attestedpresenceevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.attestedpresence'),
            ),
            migrations.AddField(
                model_name='authorizationevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='authorizationevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.authorization'),
            ),
            migrations.AddConstraint(
                model_name='carelevel',
                constraint=models.CheckConstraint(condition=models.Q(('weekly_hours_max__gte', models.F('weekly_hours_min'))), name='care_level_hours_in_order'),
            ),
            migrations.AddField(
                model_name='careteammember',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care_team_places', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='careteammemberevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='careteammemberevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='careteammemberevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.careteammember'),
            ),
            migrations.AddField(
                model_name='clientline',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='note_lines', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='clientprofileevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='clientprofileevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='consent',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consent',
                name='recorded_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consentevent',
                name='client',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consentevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='consentevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.consent'),
            ),
            migrations.AddField(
                model_name='consentevent',
                name='recorded_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consultationrequest',
                name='assigned_to',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_assigned', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consultationrequestevent',
                name='assigned_to',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='consultationrequestevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='consultationrequestevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.consultationrequest'),
            ),
            migrations.AddField(
                model_name='curriculum',
                name='program',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='curricula', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='curriculumevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='curriculumevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.curriculum'),
            ),
            migrations.AddField(
                model_name='curriculumevent',
                name='program',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='curriculumtopic',
                name='curriculum',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='vip_sessions.curriculum'),
            ),
            migrations.AddField(
                model_name='curriculumtopicevent',
                name='curriculum',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.curriculum'),
            ),
            migrations.AddField(
                model_name='curriculumtopicevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='curriculumtopicevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.curriculumtopic'),
            ),
            migrations.AddField(
                model_name='disclosure',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='disclosure',
                name='consent',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='vip_sessions.consent'),
            ),
            migrations.AddField(
                model_name='disclosure',
                name='made_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='enrolment',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='enrolment',
                name='follows',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='consultationrequestevent',
                name='enrolment',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='consultationrequest',
                name='enrolment',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultation_request', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='careteammemberevent',
                name='enrolment',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='careteammember',
                name='enrolment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='care_team', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='authorizationevent',
                name='enrolment',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='authorization',
                name='enrolment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorizations', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='aftercareplanevent',
                name='enrolment',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='aftercareplan',
                name='enrolment',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='aftercare_plan', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='enrolmentevent',
                name='client',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='enrolmentevent',
                name='follows',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='enrolmentevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='enrolmentevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='export',
                name='wanted_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='goalprogress',
                name='goal',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='vip_sessions.goal'),
            ),
            migrations.AddField(
                model_name='goalprogress',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='group',
                name='backup',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='groups_backed_up', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='group',
                name='cofacilitators',
                field=models.ManyToManyField(blank=True, related_name='cofacilitated_groups', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='group',
                name='facilitators',
                field=models.ManyToManyField(related_name='facilitated_groups', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='enrolmentevent',
                name='group',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='enrolment',
                name='group',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='groupevent',
                name='backup',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='groupevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='groupevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='guestinvitation',
                name='invited_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests_invited', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='guestinvitation',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guest_invitations', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='guestinvitationevent',
                name='invited_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='guestinvitationevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='guestinvitationevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='guestinvitationevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.guestinvitation'),
            ),
            migrations.AddField(
                model_name='holiday',
                name='program',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='holidayevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='holidayevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.holiday'),
            ),
            migrations.AddField(
                model_name='holidayevent',
                name='program',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='insurancecheck',
                name='checked_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='insurance_checks_made', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='insurancecheck',
                name='request',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='insurance_check', to='vip_sessions.consultationrequest'),
            ),
            migrations.AddField(
                model_name='insurancecheckevent',
                name='checked_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='insurancecheckevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='insurancecheckevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.insurancecheck'),
            ),
            migrations.AddField(
                model_name='insurancecheckevent',
                name='request',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.consultationrequest'),
            ),
            migrations.AddField(
                model_name='license',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='licenses', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='licenseevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='licenseevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='licenseevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.license'),
            ),
            migrations.AddField(
                model_name='locationrelease',
                name='arrival',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='vip_sessions.arrival'),
            ),
            migrations.AddField(
                model_name='locationrelease',
                name='released_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='measureresult',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_results', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='measureschedule',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_schedules', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddConstraint(
                model_name='outage',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('began_at'))), name='outage_ends_after_it_began'),
            ),
            migrations.AddIndex(
                model_name='outboxevent',
                index=models.Index(condition=models.Q(('delivered_at', None)), fields=['id'], name='outbox_undelivered'),
            ),
            migrations.AddField(
                model_name='panelview',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_views', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelview',
                name='viewer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='program',
                name='payers',
                field=models.ManyToManyField(blank=True, related_name='programs', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='insurancecheckevent',
                name='payer',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='insurancecheck',
                name='payer',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='insurance_checks', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='authorizationevent',
                name='payer',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='authorization',
                name='payer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorizations', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='payerrule',
                name='payer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='payerruleevent',
                name='payer',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.payer'),
            ),
            migrations.AddField(
                model_name='payerruleevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='payerruleevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.payerrule'),
            ),
            migrations.AddField(
                model_name='payertimedcode',
                name='rule',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timed_codes', to='vip_sessions.payerrule'),
            ),
            migrations.AddField(
                model_name='planreview',
                name='reviewed_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='presencespan',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='programevent',
                name='backup',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='programevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='programevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='programmeasure',
                name='program',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='recordview',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record_views', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='recordview',
                name='viewer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records_viewed', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='rosterentry',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_entries', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='rosterentryevent',
                name='person',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='rosterentryevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='rosterentryevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.rosterentry'),
            ),
            migrations.AddField(
                model_name='safetyalert',
                name='person',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safety_alerts', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='safetyalert',
                name='seen_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='safetyalertevent',
                name='person',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='safetyalertevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='safetyalertevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.safetyalert'),
            ),
            migrations.AddField(
                model_name='safetyalertevent',
                name='seen_by',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='screening',
                name='decided_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screenings_decided', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='screening',
                name='request',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='screening', to='vip_sessions.consultationrequest'),
            ),
            migrations.AddField(
                model_name='screeningevent',
                name='decided_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='screeningevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='screeningevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.screening'),
            ),
            migrations.AddField(
                model_name='screeningevent',
                name='request',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.consultationrequest'),
            ),
            migrations.AddField(
                model_name='series',
                name='curriculum',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='vip_sessions.curriculum'),
            ),
            migrations.AddField(
                model_name='series',
                name='group',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='series',
                name='program',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='curriculum',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.curriculum'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='group',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.series'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='program',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='seriesmember',
                name='person',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series_memberships', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='seriesmember',
                name='series',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='vip_sessions.series'),
            ),
            migrations.AddField(
                model_name='session',
                name='group',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='session',
                name='program',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='session',
                name='series',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='vip_sessions.series'),
            ),
            migrations.AddField(
                model_name='safetyalertevent',
                name='session',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='safetyalert',
                name='session',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safety_alerts', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='rosterentryevent',
                name='session',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='rosterentry',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='presencespan',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='panelview',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_views', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='guestinvitationevent',
                name='session',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='guestinvitation',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guest_invitations', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='disclosure',
                name='session',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='declaredbreak',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='attestedpresenceevent',
                name='session',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='attestedpresence',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attested', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='attendancesignature',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='attendancerecord',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='arrivalevent',
                name='session',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='arrival',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='group',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.group'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='program',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='series',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.series'),
            ),
            migrations.AddConstraint(
                model_name='sessionkind',
                constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='session_kind_has_minutes'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='kind',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.sessionkind'),
            ),
            migrations.AddField(
                model_name='session',
                name='kind',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='vip_sessions.sessionkind'),
            ),
            migrations.AddField(
                model_name='seriesevent',
                name='kind',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.sessionkind'),
            ),
            migrations.AddField(
                model_name='series',
                name='kind',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='vip_sessions.sessionkind'),
            ),
            migrations.AddField(
                model_name='sessionnote',
                name='drafted_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='sessionnote',
                name='session',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='note', to='vip_sessions.session'),
            ),
            migrations.AddField(
                model_name='sessionnote',
                name='signed_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed_notes', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='clientline',
                name='note',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='vip_sessions.sessionnote'),
            ),
            migrations.AddField(
                model_name='addendum',
                name='note',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='vip_sessions.sessionnote'),
            ),
            migrations.AddConstraint(
                model_name='staterule',
                constraint=models.CheckConstraint(condition=models.Q(('state__regex', '^[A-Z]{2}$')), name='state_rule_state_is_a_code'),
            ),
            migrations.AddConstraint(
                model_name='staterule',
                constraint=models.CheckConstraint(condition=models.Q(('group_seats_max', None), ('group_seats_max__gte', 1), _connector='OR'), name='state_rule_seats'),
            ),
            migrations.AddField(
                model_name='taperstep',
                name='enrolment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taper_steps', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='taperstepevent',
                name='enrolment',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.enrolment'),
            ),
            migrations.AddField(
                model_name='taperstepevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='taperstepevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.taperstep'),
            ),
            migrations.AddField(
                model_name='sessionevent',
                name='topic',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='session',
                name='topic',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='material',
                name='topic',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='curriculumtopicevent',
                name='topic',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='curriculumtopic',
                name='topic',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='curriculum',
                name='topics',
                field=models.ManyToManyField(related_name='curricula', through='vip_sessions.CurriculumTopic', to='vip_sessions.topic'),
            ),
            migrations.AddField(
                model_name='track',
                name='program',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tracks', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='groupevent',
                name='track',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.track'),
            ),
            migrations.AddField(
                model_name='group',
                name='track',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='vip_sessions.track'),
            ),
            migrations.AddField(
                model_name='trackevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='trackevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.track'),
            ),
            migrations.AddField(
                model_name='trackevent',
                name='program',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vip_sessions.program'),
            ),
            migrations.AddField(
                model_name='treatmentplan',
                name='client',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='treatment_plans', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='treatmentplan',
                name='drafted_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='treatmentplan',
                name='signed_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='planreview',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='vip_sessions.treatmentplan'),
            ),
            migrations.AddField(
                model_name='goal',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='vip_sessions.treatmentplan'),
            ),
            migrations.AddField(
                model_name='webhook',
                name='made_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='webhookcall',
                name='webhook',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='vip_sessions.webhook'),
            ),
            migrations.AddField(
                model_name='webhookevent',
                name='made_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='webhookevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='webhookevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.webhook'),
            ),
            migrations.AddField(
                model_name='clientprofileevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='vip_sessions.clientprofile'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clientprofile',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_clientprofileevent" ("date_of_birth", "emergency_name", "emergency_phone", "emergency_relationship", "home_address", "home_state", "insurance", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."date_of_birth", new_values."emergency_name", new_values."emergency_phone", new_values."emergency_relationship", new_values."home_address", new_values."home_state", new_values."insurance", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."person_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e2c035366480df90a57e9ac502bb93227c302db1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1094e', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_clientprofile', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clientprofile',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_clientprofileevent" ("date_of_birth", "emergency_name", "emergency_phone", "emergency_relationship", "home_address", "home_state", "insurance", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."date_of_birth", new_values."emergency_name", new_values."emergency_phone", new_values."emergency_relationship", new_values."home_address", new_values."home_state", new_values."insurance", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."person_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."person_id") = (new_values."person_id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='40a59e5a6d5078b4fab24e979e852d1a83beca88', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_aad87', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_clientprofile', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clientprofile',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_clientprofileevent" ("date_of_birth", "emergency_name", "emergency_phone", "emergency_relationship", "home_address", "home_state", "insurance", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."date_of_birth", old_values."emergency_name", old_values."emergency_phone", old_values."emergency_relationship", old_values."home_address", old_values."home_state", old_values."insurance", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."person_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='53f02a9a1da240cb62677e37870116b40598bed3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_86d0d', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_clientprofile', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_any_case'),
            ),
            migrations.AddConstraint(
                model_name='agreementgiven',
                constraint=models.UniqueConstraint(fields=('person', 'agreement'), name='agreement_given_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agreementgiven',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bb3db5105f554b7c6b057a8a8323e1261fbdd6c2', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_10357', table='vip_sessions_agreementgiven', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='agreementtext',
                constraint=models.UniqueConstraint(fields=('agreement', 'language'), name='agreement_text_per_language'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agreementtext',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d55125fd1bf97501044067c0e347a572f2c934d', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_4ece2', table='vip_sessions_agreementtext', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='apitoken',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_apitokenevent" ("expires_at", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash") SELECT new_values."expires_at", new_values."id", new_values."made_at", new_values."made_by_id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."revoked_at", new_values."scopes", new_values."token_hash" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c4ee80c8dc0348532affbddade1c152e6ce41e35', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ebbf9', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_apitoken', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='apitoken',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_apitokenevent" ("expires_at", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash") SELECT new_values."expires_at", new_values."id", new_values."made_at", new_values."made_by_id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."revoked_at", new_values."scopes", new_values."token_hash" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."expires_at" IS DISTINCT FROM (new_values."expires_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."made_at" IS DISTINCT FROM (new_values."made_at") OR old_values."made_by_id" IS DISTINCT FROM (new_values."made_by_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."scopes" IS DISTINCT FROM (new_values."scopes") OR old_values."token_hash" IS DISTINCT FROM (new_values."token_hash")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f1a20f238028fd32f6437a2f03c8851dd8e77a02', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_21ef2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_apitoken', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='apitoken',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_apitokenevent" ("expires_at", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash") SELECT old_values."expires_at", old_values."id", old_values."made_at", old_values."made_by_id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."revoked_at", old_values."scopes", old_values."token_hash" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='62207fc4f315a8b94b71bf94706f2327201d06ab', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cc884', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_apitoken', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='apitokenevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0b5daafdf729f2fb3816dccb907763c79474687f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ecfc3', table='vip_sessions_apitokenevent', when='BEFORE')),
            ),
            migrations.AddField(
                model_name='attendanceseal',
                name='chain',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='vip_sessions.attendancechain'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attendancecorrectionevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3a61c48660d63463d59ea53f25009e54a78f157a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7d35c', table='vip_sessions_attendancecorrectionevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='attendancecorrection',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'awaiting')), fields=('record',), name='correction_one_awaiting_per_record'),
            ),
            migrations.AddConstraint(
                model_name='attendancecorrection',
                constraint=models.CheckConstraint(condition=models.Q(('billable_s__lte', models.F('credited_s'))), name='correction_bills_at_most_credit'),
            ),
            migrations.AddConstraint(
                model_name='attendancecorrection',
                constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('state', 'in_force'), _negated=True), models.Q(('decided_by', models.F('author')), _negated=True), _connector='OR'), name='correction_cosigned_by_another'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attendancecorrection',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attendancecorrectionevent" ("author_id", "billable_s", "credited_s", "decided_at", "decided_by_id", "excused", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "state") SELECT new_values."author_id", new_values."billable_s", new_values."credited_s", new_values."decided_at", new_values."decided_by_id", new_values."excused", new_values."id", new_values."made_at", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."record_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ae58daf80c0e7161cb6c9799dbeb96a94f643193', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f7a99', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_attendancecorrection', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attendancecorrection',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attendancecorrectionevent" ("author_id", "billable_s", "credited_s", "decided_at", "decided_by_id", "excused", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "state") SELECT new_values."author_id", new_values."billable_s", new_values."credited_s", new_values."decided_at", new_values."decided_by_id", new_values."excused", new_values."id", new_values."made_at", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."record_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e0ed88f9ca1cb8887090587d792c2352800af8d5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c605d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_attendancecorrection', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attendancecorrection',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attendancecorrectionevent" ("author_id", "billable_s", "credited_s", "decided_at", "decided_by_id", "excused", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "state") SELECT old_values."author_id", old_values."billable_s", old_values."credited_s", old_values."decided_at", old_values."decided_by_id", old_values."excused", old_values."id", old_values."made_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."record_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c0c42beb53f191ca240d7e5b0b42b35e4ef619c5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_72ef2', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_attendancecorrection', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='consent',
                constraint=models.CheckConstraint(condition=models.Q(('expires_date__gt', models.F('signed_date'))), name='consent_expires_after_it_was_signed'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consentevent" ("client_id", "expires_date", "id", "information", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "recorded_by_id", "revoked_at", "signed_date") SELECT new_values."client_id", new_values."expires_date", new_values."id", new_values."information", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."purpose", new_values."recipient", new_values."recorded_by_id", new_values."revoked_at", new_values."signed_date" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fd6eec3385f322ca16c35a1bda2177b3993c4290', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8971a', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consentevent" ("client_id", "expires_date", "id", "information", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "recorded_by_id", "revoked_at", "signed_date") SELECT new_values."client_id", new_values."expires_date", new_values."id", new_values."information", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."purpose", new_values."recipient", new_values."recorded_by_id", new_values."revoked_at", new_values."signed_date" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cfe34b717991aec686fb2e4c939a9b0b506c9ce6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b9a7d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consentevent" ("client_id", "expires_date", "id", "information", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "recorded_by_id", "revoked_at", "signed_date") SELECT old_values."client_id", old_values."expires_date", old_values."id", old_values."information", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."purpose", old_values."recipient", old_values."recorded_by_id", old_values."revoked_at", old_values."signed_date" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='35dd8afc01c86c8aa609291c2a03038fe6f2c2a1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_18ee7', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consentevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='83e1294dc2603b53224d95b56fd7e8d8c88403b5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_989bd', table='vip_sessions_consentevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculumevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e24d73e49101fc3533fb1373073fe50d3f2065a7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92f70', table='vip_sessions_curriculumevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consultationrequestevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ac9ebcbbc06ec938391b005065caf607b576927', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ee73c', table='vip_sessions_consultationrequestevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='consultationrequest',
                index=models.Index(fields=['status', 'asked_at'], name='request_board'),
            ),
            migrations.AddConstraint(
                model_name='consultationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('phone', ''), _negated=True), _connector='OR'), name='request_can_be_answered'),
            ),
            migrations.AddConstraint(
                model_name='consultationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed'), models.Q(('closed_reason', ''), _negated=True)), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at', None), ('closed_reason', '')), _connector='OR'), name='request_closed_with_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='consultationrequest',
                constraint=models.CheckConstraint(condition=models.Q(('status', 'enrolled'), ('enrolment', None), _connector='XOR'), name='request_leads_to_enrolment'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consultationrequest',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consultationrequestevent" ("asked_at", "assigned_to_id", "call_time", "closed_at", "closed_reason", "email", "enrolment_id", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reach_by", "state", "status") SELECT new_values."asked_at", new_values."assigned_to_id", new_values."call_time", new_values."closed_at", new_values."closed_reason", new_values."email", new_values."enrolment_id", new_values."id", new_values."language", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."reach_by", new_values."state", new_values."status" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='747aa6f458edfed96c06de64c1032f8c67aba54e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_2aa5d', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_consultationrequest', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consultationrequest',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consultationrequestevent" ("asked_at", "assigned_to_id", "call_time", "closed_at", "closed_reason", "email", "enrolment_id", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reach_by", "state", "status") SELECT new_values."asked_at", new_values."assigned_to_id", new_values."call_time", new_values."closed_at", new_values."closed_reason", new_values."email", new_values."enrolment_id", new_values."id", new_values."language", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."reach_by", new_values."state", new_values."status" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b49a9ddc4006bf22e6269f8f5b8dd62e1b2acc73', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_79a1c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_consultationrequest', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consultationrequest',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_consultationrequestevent" ("asked_at", "assigned_to_id", "call_time", "closed_at", "closed_reason", "email", "enrolment_id", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reach_by", "state", "status") SELECT old_values."asked_at", old_values."assigned_to_id", old_values."call_time", old_values."closed_at", old_values."closed_reason", old_values."email", old_values."enrolment_id", old_values."id", old_values."language", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."reach_by", old_values."state", old_values."status" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b8f26bb1e4e6370bb31876785b447174e8cefd12', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_60450', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_consultationrequest', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='careteammemberevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cfa3e6663366534099ba72953cbfa0c59b901d67', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7fe26', table='vip_sessions_careteammemberevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='careteammember',
                constraint=models.UniqueConstraint(fields=('enrolment', 'person', 'duty'), name='care_team_once_per_duty'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='careteammember',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_careteammemberevent" ("duty", "enrolment_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."duty", new_values."enrolment_id", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5c0dbe9190e90cd2557fd0aecda222d9db30c368', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7ee65', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_careteammember', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='careteammember',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_careteammemberevent" ("duty", "enrolment_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."duty", new_values."enrolment_id", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9cd60ed985d0e8759679619e9ca325766693c05d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7b0d7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_careteammember', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='careteammember',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_careteammemberevent" ("duty", "enrolment_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."duty", old_values."enrolment_id", old_values."id", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fa69df60357d2f1b553f926ed3ef5f271626b47a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_976b1', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_careteammember', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='aftercareplanevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='720d2e58b5ce4e0f914cce389717808e5e6963f0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50299', table='vip_sessions_aftercareplanevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='aftercareplan',
                constraint=models.CheckConstraint(condition=models.Q(('step_down', ''), _negated=True), name='aftercare_says_what_follows'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='aftercareplan',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_aftercareplanevent" ("agreed_at", "alumni_group", "enrolment_id", "first_appointment_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_down", "support_groups", "warning_signs", "who_to_call", "written_at", "written_by_id") SELECT new_values."agreed_at", new_values."alumni_group", new_values."enrolment_id", new_values."first_appointment_date", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."step_down", new_values."support_groups", new_values."warning_signs", new_values."who_to_call", new_values."written_at", new_values."written_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='dba628415a8ce43d46e088a5b51ba402b6cf856b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_de459', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_aftercareplan', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='aftercareplan',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_aftercareplanevent" ("agreed_at", "alumni_group", "enrolment_id", "first_appointment_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_down", "support_groups", "warning_signs", "who_to_call", "written_at", "written_by_id") SELECT new_values."agreed_at", new_values."alumni_group", new_values."enrolment_id", new_values."first_appointment_date", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."step_down", new_values."support_groups", new_values."warning_signs", new_values."who_to_call", new_values."written_at", new_values."written_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8c511ae1a392421c8505c519f49f2e630e6a4130', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_cb85e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_aftercareplan', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='aftercareplan',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_aftercareplanevent" ("agreed_at", "alumni_group", "enrolment_id", "first_appointment_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_down", "support_groups", "warning_signs", "who_to_call", "written_at", "written_by_id") SELECT old_values."agreed_at", old_values."alumni_group", old_values."enrolment_id", old_values."first_appointment_date", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."step_down", old_values."support_groups", old_values."warning_signs", old_values."who_to_call", old_values."written_at", old_values."written_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5a7c35839485a7574d899cb02e9167d1ca473f01', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_706ca', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_aftercareplan', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='export',
                index=models.Index(condition=models.Q(('content', None), _negated=True), fields=['wanted_at'], name='export_with_content'),
            ),
            migrations.AddConstraint(
                model_name='export',
                constraint=models.CheckConstraint(condition=models.Q(('content', None), ('state', 'done'), _connector='OR'), name='export_has_content_once_done'),
            ),
            migrations.AddConstraint(
                model_name='goalprogress',
                constraint=models.CheckConstraint(condition=models.Q(('rating__lte', 10)), name='goal_rating_from_0_to_10'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='goalprogress',
                trigger=pgtrigger.compiler.Trigger(name='noted_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e608e5935f5088462d1944cc94929e0026fd3452', operation='UPDATE OR DELETE', pgid='pgtrigger_noted_stays_a39e6', table='vip_sessions_goalprogress', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolmentevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='383bc9fa32a491305f142c8b870ab37ddbd86b3f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3492d', table='vip_sessions_enrolmentevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='enrolment',
                index=models.Index(fields=['group', 'began_date'], name='enrolment_of_group'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(sessions.models.ranges.JustThisId(models.F('client_id')), '='), (sessions.models.ranges.Dates(models.F('began_date'), models.F('ended_date')), '&&')], name='enrolment_one_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.CheckConstraint(condition=models.Q(('ended_date', None), ('ended_date__gte', models.F('began_date')), _connector='OR'), name='enrolment_ends_after_start'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.CheckConstraint(condition=models.Q(('planned_end_date', None), ('planned_end_date__gt', models.F('began_date')), _connector='OR'), name='enrolment_planned_end_after_start'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.CheckConstraint(condition=models.Q(('weekly_hours', None), ('weekly_hours__gt', 0), _connector='OR'), name='enrolment_has_hours'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.CheckConstraint(condition=models.Q(('individual_every_weeks', None), ('individual_every_weeks__range', (1, 12)), _connector='OR'), name='enrolment_individuals_weeks_apart'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_enrolmentevent" ("began_date", "client_id", "ended_date", "ended_note", "ended_reason", "follows_id", "group_id", "id", "individual_every_weeks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end_date", "weekly_hours") SELECT new_values."began_date", new_values."client_id", new_values."ended_date", new_values."ended_note", new_values."ended_reason", new_values."follows_id", new_values."group_id", new_values."id", new_values."individual_every_weeks", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."planned_end_date", new_values."weekly_hours" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6584c29ace781a0b3e422acb05f0e58f3b3f2454', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8a71b', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_enrolment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_enrolmentevent" ("began_date", "client_id", "ended_date", "ended_note", "ended_reason", "follows_id", "group_id", "id", "individual_every_weeks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end_date", "weekly_hours") SELECT new_values."began_date", new_values."client_id", new_values."ended_date", new_values."ended_note", new_values."ended_reason", new_values."follows_id", new_values."group_id", new_values."id", new_values."individual_every_weeks", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."planned_end_date", new_values."weekly_hours" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f57b7abbc8a0bea547e517fb8d4bd8241f679afa', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4f8b2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_enrolment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_enrolmentevent" ("began_date", "client_id", "ended_date", "ended_note", "ended_reason", "follows_id", "group_id", "id", "individual_every_weeks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end_date", "weekly_hours") SELECT old_values."began_date", old_values."client_id", old_values."ended_date", old_values."ended_note", old_values."ended_reason", old_values."follows_id", old_values."group_id", old_values."id", old_values."individual_every_weeks", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."planned_end_date", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='66e1d10f7dc50a785caa4ab5bdf9cac2c0bbd328', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cf401', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_enrolment', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='holiday',
                constraint=models.UniqueConstraint(fields=('program', 'date'), name='holiday_once_per_program_and_date', nulls_distinct=False),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='holiday',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_holidayevent" ("date", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT new_values."date", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."program_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='56527070e537274a06b3dc432e06b4d2e484d385', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_65b58', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_holiday', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='holiday',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_holidayevent" ("date", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT new_values."date", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."program_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9f81ee626c6daa26def1fa8517cff14dabca2e1e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_558a3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_holiday', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='holiday',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_holidayevent" ("date", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT old_values."date", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."program_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5a62f141e551049f4037e31b2f41a10d36910b87', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_85ab4', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_holiday', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='holidayevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec770d024d2f1b2d5d4460737bf90e6e181d1607', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c44e7', table='vip_sessions_holidayevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='license',
                index=models.Index(fields=['person', 'state', 'expires_date'], name='license_of_person'),
            ),
            migrations.AddIndex(
                model_name='license',
                index=models.Index(fields=['expires_date'], name='license_expiring'),
            ),
            migrations.AddConstraint(
                model_name='license',
                constraint=models.UniqueConstraint(fields=('kind', 'state', 'number'), name='license_number_once'),
            ),
            migrations.AddConstraint(
                model_name='license',
                constraint=models.CheckConstraint(condition=models.Q(('state__regex', '^[A-Z]{2}$')), name='license_state_is_a_code'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='license',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_licenseevent" ("expires_date", "id", "kind", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."expires_date", new_values."id", new_values."kind", new_values."number", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f8ddd158a272f0423e494d4f40ba2b71e913d1bf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8ebc0', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_license', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='license',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_licenseevent" ("expires_date", "id", "kind", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."expires_date", new_values."id", new_values."kind", new_values."number", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7e4a952ee4750d57d78cb7584273670602c205bb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_11935', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_license', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='license',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_licenseevent" ("expires_date", "id", "kind", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT old_values."expires_date", old_values."id", old_values."kind", old_values."number", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5d9cfcb0cebbd37e039a72432efb25a29124c139', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d4792', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_license', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='licenseevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f96b1046fb7c6ebe9f65400a0a8f78da9a936fdb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4bfc9', table='vip_sessions_licenseevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='locationrelease',
                constraint=models.UniqueConstraint(fields=('arrival', 'state'), name='location_released_once'),
            ),
            migrations.AddConstraint(
                model_name='locationrelease',
                constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='location_release_has_a_reason'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='locationrelease',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cee9da8d4802857ae273c41a1429db66e5986aea', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_a4f16', table='vip_sessions_locationrelease', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='measureresult',
                index=models.Index(fields=['client', 'measure', '-completed_at'], name='measure_of_client'),
            ),
            migrations.AddConstraint(
                model_name='measureresult',
                constraint=models.UniqueConstraint(condition=models.Q(('completed_at', None)), fields=('client', 'measure'), name='measure_one_open_form'),
            ),
            migrations.AddConstraint(
                model_name='measureresult',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_at', None), ('total', None)), models.Q(('completed_at__isnull', False), ('total__isnull', False)), _connector='OR'), name='measure_complete_with_a_total'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='measureresult',
                trigger=pgtrigger.compiler.Trigger(name='final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."completed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8722d905f201502f75078f73611f5fe35037fce', operation='UPDATE OR DELETE', pgid='pgtrigger_final_5cd68', table='vip_sessions_measureresult', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='measureschedule',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_date', None)), fields=('client', 'measure'), name='measure_schedule_one_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='measureschedule',
                constraint=models.CheckConstraint(condition=models.Q(('every_days__gte', 1)), name='measure_schedule_days_apart'),
            ),
            migrations.AddConstraint(
                model_name='program',
                constraint=models.CheckConstraint(condition=models.Q(('weekly_hours_max__gte', models.F('weekly_hours_min'))), name='program_hours_in_order'),
            ),
            migrations.AddConstraint(
                model_name='program',
                constraint=models.CheckConstraint(condition=models.Q(('seats_max__gte', 1)), name='program_has_seats'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='program',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_programevent" ("absent_under_s", "backup_id", "bridge_gap_s", "bridge_outage_gap_s", "finalize_after_s", "id", "keeps_chat", "late_after_s", "left_early_after_s", "level", "name", "partial_under_ratio", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "state", "time_zone", "usual_weeks", "weekly_hours_max", "weekly_hours_min") SELECT new_values."absent_under_s", new_values."backup_id", new_values."bridge_gap_s", new_values."bridge_outage_gap_s", new_values."finalize_after_s", new_values."id", new_values."keeps_chat", new_values."late_after_s", new_values."left_early_after_s", new_values."level", new_values."name", new_values."partial_under_ratio", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."seats_max", new_values."state", new_values."time_zone", new_values."usual_weeks", new_values."weekly_hours_max", new_values."weekly_hours_min" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='49fdc33d1d275ba06bfc7a15ec68c0455d8d3289', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_982e9', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_program', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='program',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_programevent" ("absent_under_s", "backup_id", "bridge_gap_s", "bridge_outage_gap_s", "finalize_after_s", "id", "keeps_chat", "late_after_s", "left_early_after_s", "level", "name", "partial_under_ratio", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "state", "time_zone", "usual_weeks", "weekly_hours_max", "weekly_hours_min") SELECT new_values."absent_under_s", new_values."backup_id", new_values."bridge_gap_s", new_values."bridge_outage_gap_s", new_values."finalize_after_s", new_values."id", new_values."keeps_chat", new_values."late_after_s", new_values."left_early_after_s", new_values."level", new_values."name", new_values."partial_under_ratio", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."seats_max", new_values."state", new_values."time_zone", new_values."usual_weeks", new_values."weekly_hours_max", new_values."weekly_hours_min" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0c61b6aa57dffb62e31439fc360fc829c6eb705a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0372e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_program', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='program',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_programevent" ("absent_under_s", "backup_id", "bridge_gap_s", "bridge_outage_gap_s", "finalize_after_s", "id", "keeps_chat", "late_after_s", "left_early_after_s", "level", "name", "partial_under_ratio", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "state", "time_zone", "usual_weeks", "weekly_hours_max", "weekly_hours_min") SELECT old_values."absent_under_s", old_values."backup_id", old_values."bridge_gap_s", old_values."bridge_outage_gap_s", old_values."finalize_after_s", old_values."id", old_values."keeps_chat", old_values."late_after_s", old_values."left_early_after_s", old_values."level", old_values."name", old_values."partial_under_ratio", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."seats_max", old_values."state", old_values."time_zone", old_values."usual_weeks", old_values."weekly_hours_max", old_values."weekly_hours_min" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d653661ad24ca4128bdc9fedbad8ff72a6cb0333', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_74250', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_program', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='insurancecheckevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cfb27392b2fa357ee24eee13505be0e95fedacf0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d7c20', table='vip_sessions_insurancecheckevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='insurancecheck',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('coverage', 'covered'), _negated=True), ('payer__isnull', False), _connector='OR'), name='insurance_covered_by_somebody'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='insurancecheck',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_insurancecheckevent" ("checked_at", "checked_by_id", "coverage", "id", "member_number", "note", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") SELECT new_values."checked_at", new_values."checked_by_id", new_values."coverage", new_values."id", new_values."member_number", new_values."note", new_values."payer_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."request_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='73ebab2ba11e197ab4ab47c746e05bbf0c09f396', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e95b1', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_insurancecheck', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='insurancecheck',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_insurancecheckevent" ("checked_at", "checked_by_id", "coverage", "id", "member_number", "note", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") SELECT new_values."checked_at", new_values."checked_by_id", new_values."coverage", new_values."id", new_values."member_number", new_values."note", new_values."payer_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."request_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2ff4c3a49cc4d765f2edf09414ba5e4a6fe55bb8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_396a2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_insurancecheck', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='insurancecheck',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_insurancecheckevent" ("checked_at", "checked_by_id", "coverage", "id", "member_number", "note", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") SELECT old_values."checked_at", old_values."checked_by_id", old_values."coverage", old_values."id", old_values."member_number", old_values."note", old_values."payer_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."request_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c4dd70676b44ab60700a6899f9e16953883a162e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d094d', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_insurancecheck', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='authorizationevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eb18a47457792065b7f2d680537dd592ec9cdeb3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ec889', table='vip_sessions_authorizationevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='authorization',
                index=models.Index(fields=['enrolment', 'from_date'], name='authorization_of_enrolment'),
            ),
            migrations.AddConstraint(
                model_name='authorization',
                constraint=models.CheckConstraint(condition=models.Q(('to_date__gte', models.F('from_date'))), name='authorization_in_order'),
            ),
            migrations.AddConstraint(
                model_name='authorization',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='authorization_of_something'),
            ),
            migrations.AddConstraint(
                model_name='authorization',
                constraint=models.UniqueConstraint(fields=('payer', 'number'), name='authorization_number_once_per_payer'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='authorization',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_authorizationevent" ("amount", "enrolment_id", "from_date", "id", "number", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_date", "unit") SELECT new_values."amount", new_values."enrolment_id", new_values."from_date", new_values."id", new_values."number", new_values."payer_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."to_date", new_values."unit" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4732616c6db42ce5ba3967b2aab1a7e131bff708', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_24990', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_authorization', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='authorization',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_authorizationevent" ("amount", "enrolment_id", "from_date", "id", "number", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_date", "unit") SELECT new_values."amount", new_values."enrolment_id", new_values."from_date", new_values."id", new_values."number", new_values."payer_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."to_date", new_values."unit" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='590d3d14c20dae79111e0a3c291839a0ceb1f856', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_459ec', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_authorization', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='authorization',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_authorizationevent" ("amount", "enrolment_id", "from_date", "id", "number", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_date", "unit") SELECT old_values."amount", old_values."enrolment_id", old_values."from_date", old_values."id", old_values."number", old_values."payer_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."to_date", old_values."unit" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='72a0f8e3bdd950fe98de588c9c667ff545a66a09', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0e730', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_authorization', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='payerrule',
                constraint=models.CheckConstraint(condition=models.Q(('until_date', None), ('until_date__gt', models.F('from_date')), _connector='OR'), name='payer_rule_ends_after_start'),
            ),
            migrations.AddConstraint(
                model_name='payerrule',
                constraint=models.CheckConstraint(condition=models.Q(('group_seats_max', None), ('group_seats_max__gte', 1), _connector='OR'), name='payer_rule_seats'),
            ),
            migrations.AddConstraint(
                model_name='payerrule',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('payer_id', 'payer_id', template="int8range(%(expressions)s, '[]')"), '='), (sessions.models.ranges.Dates(models.F('from_date'), models.F('until_date')), '&&')], name='payer_rule_one_at_a_time'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='payerrule',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_payerruleevent" ("from_date", "group_seats_max", "id", "payer_id", "per_diem_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_date") SELECT new_values."from_date", new_values."group_seats_max", new_values."id", new_values."payer_id", new_values."per_diem_minutes", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."until_date" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='71290a76801c029917eeacd443c03b254bd0f009', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f24d6', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_payerrule', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='payerrule',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_payerruleevent" ("from_date", "group_seats_max", "id", "payer_id", "per_diem_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_date") SELECT new_values."from_date", new_values."group_seats_max", new_values."id", new_values."payer_id", new_values."per_diem_minutes", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."until_date" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fefea4c1b29cd74ae6165f348715db6f964183e6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c8cc5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_payerrule', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='payerrule',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_payerruleevent" ("from_date", "group_seats_max", "id", "payer_id", "per_diem_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_date") SELECT old_values."from_date", old_values."group_seats_max", old_values."id", old_values."payer_id", old_values."per_diem_minutes", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."until_date" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a400458d38a7f573c708588340d8e142e2692b9e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1f240', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_payerrule', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='payerruleevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2167908a2b096b7305a5188c8c154c329f66ad0b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_097d8', table='vip_sessions_payerruleevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='payertimedcode',
                constraint=models.UniqueConstraint(fields=('rule', 'code'), name='timed_code_once_per_rule'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='programevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0633a915deaddff23e2db2b65a0559b8e300328f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_465d0', table='vip_sessions_programevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='programmeasure',
                constraint=models.UniqueConstraint(fields=('program', 'measure'), name='program_measure_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeasure',
                constraint=models.CheckConstraint(condition=models.Q(('every_days__gte', 1)), name='program_measure_days_apart'),
            ),
            migrations.AddIndex(
                model_name='recordview',
                index=models.Index(fields=['client', '-at'], name='record_view_of_client'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='recordview',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6405e22eeffb94795edb1812011c2966434b4e94', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_64562', table='vip_sessions_recordview', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='screening',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'accept'), _negated=True), models.Q(('detox_done', True), ('motivated', True), ('safe_without_supervision', True), ('stable_home', True), ('weekly_hours__gt', 0)), _connector='OR'), name='screening_accepts_only_the_safe'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='screening',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_screeningevent" ("decided_at", "decided_by_id", "decision", "detox_done", "id", "motivated", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "safe_without_supervision", "stable_home", "weekly_hours") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."detox_done", new_values."id", new_values."motivated", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."request_id", new_values."safe_without_supervision", new_values."stable_home", new_values."weekly_hours" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='44562b0c48ffe90f438f08bfdd403f4f01c4ae61', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6b2e0', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_screening', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='screening',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_screeningevent" ("decided_at", "decided_by_id", "decision", "detox_done", "id", "motivated", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "safe_without_supervision", "stable_home", "weekly_hours") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."detox_done", new_values."id", new_values."motivated", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."request_id", new_values."safe_without_supervision", new_values."stable_home", new_values."weekly_hours" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e757ebf4967da00914a831c4cebc3550d08ee4c5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_63003', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_screening', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='screening',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_screeningevent" ("decided_at", "decided_by_id", "decision", "detox_done", "id", "motivated", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "safe_without_supervision", "stable_home", "weekly_hours") SELECT old_values."decided_at", old_values."decided_by_id", old_values."decision", old_values."detox_done", old_values."id", old_values."motivated", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."request_id", old_values."safe_without_supervision", old_values."stable_home", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='dd0643929f9184743f341d0b4393619ae46787b4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_124fb', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_screening', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='screeningevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c5b37aff843696de9527ec4ced12895933a26c3a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_89739', table='vip_sessions_screeningevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='seriesmember',
                constraint=models.UniqueConstraint(fields=('series', 'person'), name='series_member_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='safetyalertevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17ac6d8a38f5613ab733372d43dc6ea6584594aa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bf74e', table='vip_sessions_safetyalertevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='safetyalert',
                index=models.Index(condition=models.Q(('seen_at', None)), fields=['-raised_at'], name='alert_unseen'),
            ),
            migrations.AddConstraint(
                model_name='safetyalert',
                constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('kind', 'group_hold'), ('session__isnull', False)), _connector='OR'), name='alert_about_somebody'),
            ),
            migrations.AddConstraint(
                model_name='safetyalert',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(('seen_at__gte', models.F('raised_at')), ('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='alert_seen_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='safetyalert',
                constraint=models.UniqueConstraint(condition=models.Q(('seen_at', None)), fields=('kind', 'person', 'session'), name='alert_unseen_once', nulls_distinct=False),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='safetyalert',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_safetyalertevent" ("id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "seen_at", "seen_by_id", "session_id") SELECT new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."raised_at", new_values."seen_at", new_values."seen_by_id", new_values."session_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ba4f14f91a0ba2e3e61e925e884ab47e1bb3451e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b41cb', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_safetyalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='safetyalert',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_safetyalertevent" ("id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "seen_at", "seen_by_id", "session_id") SELECT new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."raised_at", new_values."seen_at", new_values."seen_by_id", new_values."session_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e414c5cd98d94d3567ee6c16e585c8c50d458bf6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fb931', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_safetyalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='safetyalert',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_safetyalertevent" ("id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "seen_at", "seen_by_id", "session_id") SELECT old_values."id", old_values."kind", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."raised_at", old_values."seen_at", old_values."seen_by_id", old_values."session_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='28da8566c09b316c26388e84dc2dae42889daa52', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_692e1', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_safetyalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='rosterentryevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='20145f7170f6335233b50632e04dd0d5d085feb0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4020c', table='vip_sessions_rosterentryevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='rosterentry',
                constraint=models.UniqueConstraint(fields=('session', 'person'), name='roster_once_per_person'),
            ),
            migrations.AddConstraint(
                model_name='rosterentry',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('blocks', True)), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[(sessions.models.ranges.JustThisId(models.F('person_id')), '='), ('during', '&&')], name='roster_no_double_booking'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='rosterentry',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_rosterentryevent" ("id", "part", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT new_values."id", new_values."part", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."session_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d61c2b1f8b37aef1ba6c3fc372afe5b6432b0e7c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bc9cd', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_rosterentry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='rosterentry',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_rosterentryevent" ("id", "part", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT new_values."id", new_values."part", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."session_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."part" IS DISTINCT FROM (new_values."part") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."session_id" IS DISTINCT FROM (new_values."session_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e218aef7f217f3bf5fb5a2d5960f770686edb2f0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_39b57', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_rosterentry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='rosterentry',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_rosterentryevent" ("id", "part", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT old_values."id", old_values."part", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."session_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5cbb810adbfa72bdd10f18181a7262f1c89e45b0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_af09f', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_rosterentry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='rosterentry',
                trigger=pgtrigger.compiler.Trigger(name='time_of_the_session', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    SELECT tstzrange(session.starts_at, session.ends_at), session.status = 'scheduled' AND NEW.part <> 'guest'\n    INTO NEW.during, NEW.blocks\n    FROM vip_sessions_session AS session WHERE session.id = NEW.session_id FOR SHARE;\n    RETURN NEW;\n", hash='6c7a24519b42394287b31cf0929941f0aaa60ef1', operation='INSERT OR UPDATE', pgid='pgtrigger_time_of_the_session_a4be9', table='vip_sessions_rosterentry', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='presencespan',
                index=models.Index(fields=['session', 'person', 'began_at'], name='span_of_session'),
            ),
            migrations.AddIndex(
                model_name='presencespan',
                index=models.Index(condition=models.Q(('ended_at', None)), fields=['last_seen_at'], name='span_open'),
            ),
            migrations.AddConstraint(
                model_name='presencespan',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('connection',), name='span_one_open_per_connection'),
            ),
            migrations.AddConstraint(
                model_name='presencespan',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('ended_at__gte', models.F('began_at')), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='span_ends_with_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='presencespan',
                constraint=models.CheckConstraint(condition=models.Q(('last_seen_at__gte', models.F('began_at'))), name='span_seen_after_it_began'),
            ),
            migrations.AddIndex(
                model_name='panelview',
                index=models.Index(fields=['person', '-viewed_at'], name='panel_views_of_person'),
            ),
            migrations.AddConstraint(
                model_name='panelview',
                constraint=models.CheckConstraint(condition=models.Q(('person', models.F('viewer')), _negated=True), name='panel_of_somebody_else'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelview',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='671158b564090bc90bac27da4fb5bd8e38fe6d57', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_c3092', table='vip_sessions_panelview', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='guestinvitationevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb309bfc098e7621857049bf51930a8680145b46', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_05eb2', table='vip_sessions_guestinvitationevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='guestinvitation',
                constraint=models.UniqueConstraint(models.F('session'), django.db.models.functions.text.Lower('email'), condition=models.Q(('withdrawn_at', None)), name='guest_invited_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='guestinvitation',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_guestinvitationevent" ("accepted_at", "email", "id", "invited_at", "invited_by_id", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship", "session_id", "token_hash", "withdrawn_at") SELECT new_values."accepted_at", new_values."email", new_values."id", new_values."invited_at", new_values."invited_by_id", new_values."name", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."relationship", new_values."session_id", new_values."token_hash", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7f48237bc1a6fc697eb82875a59a6e2bbf9c4234', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_993c0', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_guestinvitation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='guestinvitation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_guestinvitationevent" ("accepted_at", "email", "id", "invited_at", "invited_by_id", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship", "session_id", "token_hash", "withdrawn_at") SELECT new_values."accepted_at", new_values."email", new_values."id", new_values."invited_at", new_values."invited_by_id", new_values."name", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."relationship", new_values."session_id", new_values."token_hash", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fe01c016c94974c6e60c98a2521a6699e3843d27', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b1885', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_guestinvitation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='guestinvitation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_guestinvitationevent" ("accepted_at", "email", "id", "invited_at", "invited_by_id", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relationship", "session_id", "token_hash", "withdrawn_at") SELECT old_values."accepted_at", old_values."email", old_values."id", old_values."invited_at", old_values."invited_by_id", old_values."name", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."relationship", old_values."session_id", old_values."token_hash", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e18ed105f81b3619e55ebbfb39441812a7ff6578', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_27ecc', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_guestinvitation', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='disclosure',
                index=models.Index(fields=['client', '-made_at'], name='disclosure_of_client'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='disclosure',
                trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ffb326f8f8309dde114d563787ec1c84b044a232', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_0611a', table='vip_sessions_disclosure', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='declaredbreak',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('began_at'))), name='break_ends_after_it_began'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attestedpresenceevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3117de4f49899efe0518a40af1b3b7ad0cd2c938', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_642ce', table='vip_sessions_attestedpresenceevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='attestedpresence',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('began_at'))), name='attested_ends_after_it_began'),
            ),
            migrations.AddConstraint(
                model_name='attestedpresence',
                constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='attested_with_a_reason'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attestedpresence',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attestedpresenceevent" ("attested_at", "attested_by_id", "began_at", "ended_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "session_id") SELECT new_values."attested_at", new_values."attested_by_id", new_values."began_at", new_values."ended_at", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."session_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='284f82062891990a317abc49b1192cf7f0c81c6d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9f590', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_attestedpresence', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attestedpresence',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attestedpresenceevent" ("attested_at", "attested_by_id", "began_at", "ended_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "session_id") SELECT new_values."attested_at", new_values."attested_by_id", new_values."began_at", new_values."ended_at", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."session_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='23502419828735dbfc9d1266918502a62f7a4e3e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_db885', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_attestedpresence', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attestedpresence',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_attestedpresenceevent" ("attested_at", "attested_by_id", "began_at", "ended_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "session_id") SELECT old_values."attested_at", old_values."attested_by_id", old_values."began_at", old_values."ended_at", old_values."id", old_values."kind", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."session_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5e9cbb218298590508313730971082fee52a0bfe', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b0580', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_attestedpresence', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='attendancesignature',
                constraint=models.UniqueConstraint(fields=('session', 'digest'), name='signature_once_per_state'),
            ),
            migrations.AddConstraint(
                model_name='attendancerecord',
                constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('session', 'person'), name='attendance_stands_once_per_person'),
            ),
            migrations.AddConstraint(
                model_name='attendancerecord',
                constraint=models.UniqueConstraint(fields=('session', 'person', 'version'), name='attendance_version_once_per_person'),
            ),
            migrations.AddConstraint(
                model_name='attendancerecord',
                constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(models.Q(('reason', ''), _negated=True), ('corrected_by__isnull', False)), _connector='OR'), name='attendance_corrected_with_a_reason'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='arrivalevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='beac8acaee2fe64f2449af07670d3ed2ffeb05e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bd3df', table='vip_sessions_arrivalevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='arrival',
                index=models.Index(fields=['person', '-located_at'], name='arrival_last_of_person'),
            ),
            migrations.AddConstraint(
                model_name='arrival',
                constraint=models.UniqueConstraint(fields=('session', 'person'), name='arrival_once_per_session'),
            ),
            migrations.AddConstraint(
                model_name='arrival',
                constraint=models.CheckConstraint(condition=models.Q(('located_at', None), models.Q(('driving', False), ('private', True), models.Q(('address', ''), _negated=True), models.Q(('state', ''), _negated=True), models.Q(('callback_number', ''), _negated=True), models.Q(('emergency_name', ''), _negated=True), models.Q(('emergency_phone', ''), _negated=True)), _connector='OR'), name='arrival_located_in_full'),
            ),
            migrations.AddConstraint(
                model_name='arrival',
                constraint=models.CheckConstraint(condition=models.Q(('checked_in_at', None), models.Q(('safe__isnull', False), models.Q(('safe', False), models.Q(('cravings__isnull', False), ('mood__isnull', False)), _connector='OR')), _connector='OR'), name='arrival_checked_in_in_full'),
            ),
            migrations.AddConstraint(
                model_name='arrival',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('mood', None), ('mood__lte', 10), _connector='OR'), models.Q(('cravings', None), ('cravings__lte', 10), _connector='OR')), name='arrival_scales_go_to_ten'),
            ),
            migrations.AddConstraint(
                model_name='arrival',
                constraint=models.CheckConstraint(condition=models.Q(('passed_at', None), ('named_at__isnull', False), _connector='OR'), name='arrival_passed_with_a_name'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='arrival',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_arrivalevent" ("address", "callback_number", "checked_in_at", "cravings", "driving", "emergency_name", "emergency_phone", "emergency_relationship", "id", "located_at", "mood", "named_at", "passed_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private", "safe", "session_id", "state") SELECT new_values."address", new_values."callback_number", new_values."checked_in_at", new_values."cravings", new_values."driving", new_values."emergency_name", new_values."emergency_phone", new_values."emergency_relationship", new_values."id", new_values."located_at", new_values."mood", new_values."named_at", new_values."passed_at", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."private", new_values."safe", new_values."session_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d5ba5635d105c0f5317fb53062ebafe02f35a85d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bab14', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_arrival', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='arrival',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_arrivalevent" ("address", "callback_number", "checked_in_at", "cravings", "driving", "emergency_name", "emergency_phone", "emergency_relationship", "id", "located_at", "mood", "named_at", "passed_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private", "safe", "session_id", "state") SELECT new_values."address", new_values."callback_number", new_values."checked_in_at", new_values."cravings", new_values."driving", new_values."emergency_name", new_values."emergency_phone", new_values."emergency_relationship", new_values."id", new_values."located_at", new_values."mood", new_values."named_at", new_values."passed_at", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."private", new_values."safe", new_values."session_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7816f16810941788912326168eae1be0231d8dd3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_15111', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_arrival', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='arrival',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_arrivalevent" ("address", "callback_number", "checked_in_at", "cravings", "driving", "emergency_name", "emergency_phone", "emergency_relationship", "id", "located_at", "mood", "named_at", "passed_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private", "safe", "session_id", "state") SELECT old_values."address", old_values."callback_number", old_values."checked_in_at", old_values."cravings", old_values."driving", old_values."emergency_name", old_values."emergency_phone", old_values."emergency_relationship", old_values."id", old_values."located_at", old_values."mood", old_values."named_at", old_values."passed_at", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."private", old_values."safe", old_values."session_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fadcc0bffe84fb4c5513cf12a9ea3ef7c18c09f9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_03aaf', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_arrival', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='seriesevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6f4e9ec5c316eb71053d9975181d44307a9172d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7b570', table='vip_sessions_seriesevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='series',
                constraint=models.CheckConstraint(condition=models.Q(('every_weeks__gte', 1)), name='series_has_an_interval'),
            ),
            migrations.AddConstraint(
                model_name='series',
                constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='series_has_minutes'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='series',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_seriesevent" ("curriculum_id", "every_weeks", "from_date", "group_id", "id", "kind_id", "laid_out_until", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "starts_local", "time_zone", "title", "until_date", "weekdays") SELECT new_values."curriculum_id", new_values."every_weeks", new_values."from_date", new_values."group_id", new_values."id", new_values."kind_id", new_values."laid_out_until", new_values."minutes", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."program_id", new_values."starts_local", new_values."time_zone", new_values."title", new_values."until_date", new_values."weekdays" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='90f885251c9637ad4fbc697c8e979812e0a54645', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9f4cb', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_series', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='series',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_seriesevent" ("curriculum_id", "every_weeks", "from_date", "group_id", "id", "kind_id", "laid_out_until", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "starts_local", "time_zone", "title", "until_date", "weekdays") SELECT new_values."curriculum_id", new_values."every_weeks", new_values."from_date", new_values."group_id", new_values."id", new_values."kind_id", new_values."laid_out_until", new_values."minutes", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."program_id", new_values."starts_local", new_values."time_zone", new_values."title", new_values."until_date", new_values."weekdays" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9a10aa593dc70d7acdce59110766408aa11b545e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0d668', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_series', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='series',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_seriesevent" ("curriculum_id", "every_weeks", "from_date", "group_id", "id", "kind_id", "laid_out_until", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "starts_local", "time_zone", "title", "until_date", "weekdays") SELECT old_values."curriculum_id", old_values."every_weeks", old_values."from_date", old_values."group_id", old_values."id", old_values."kind_id", old_values."laid_out_until", old_values."minutes", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."program_id", old_values."starts_local", old_values."time_zone", old_values."title", old_values."until_date", old_values."weekdays" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='75a2fe27494f9827732cdccba6aebeedb6fa6d36', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_802f0', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_series', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='sessionnote',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='note_signed_by_someone'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionnote',
                trigger=pgtrigger.compiler.Trigger(name='signed_note_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."signed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='58d0f274bb1157fc14029921a557cc0dcf12a6a9', operation='UPDATE OR DELETE', pgid='pgtrigger_signed_note_stays_7615c', table='vip_sessions_sessionnote', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='clientline',
                constraint=models.UniqueConstraint(fields=('note', 'client'), name='note_line_once_per_client'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clientline',
                trigger=pgtrigger.compiler.Trigger(name='of_signed_note_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM vip_sessions_sessionnote\n                        WHERE id IN (NEW.note_id, OLD.note_id) AND signed_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a signed note and its lines stay as they are';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ", hash='b708aa3e6c6fb07c82638f3ba52e3898c24bc7ca', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_signed_note_stays_41c2d', table='vip_sessions_clientline', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='addendum',
                trigger=pgtrigger.compiler.Trigger(name='addendum_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f4b26324e1879f2a51f151ff4f30b37b783385ad', operation='UPDATE OR DELETE', pgid='pgtrigger_addendum_stays_3c19c', table='vip_sessions_addendum', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='taperstep',
                constraint=models.UniqueConstraint(fields=('enrolment', 'from_date'), name='taper_step_once_a_day'),
            ),
            migrations.AddConstraint(
                model_name='taperstep',
                constraint=models.CheckConstraint(condition=models.Q(('weekly_hours__gt', 0)), name='taper_step_has_hours'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='taperstep',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_taperstepevent" ("enrolment_id", "from_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekly_hours") SELECT new_values."enrolment_id", new_values."from_date", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."weekly_hours" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f407b283e8dccda51843eaedb47ab8cfe592e07f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_46fa5', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_taperstep', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='taperstep',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_taperstepevent" ("enrolment_id", "from_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekly_hours") SELECT new_values."enrolment_id", new_values."from_date", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."weekly_hours" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='925cc26d4ae264670ad292e759d1e0a63e3010f0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7555a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_taperstep', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='taperstep',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_taperstepevent" ("enrolment_id", "from_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekly_hours") SELECT old_values."enrolment_id", old_values."from_date", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1763c972731dfb6e95e152d26e61c873f2d0fae2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_eeef8', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_taperstep', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='taperstepevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1326b476f73984475b5988b31f1256932033b344', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b1255', table='vip_sessions_taperstepevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d523a34f1dc340d2be7685829091614832f24d6b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1bef8', table='vip_sessions_sessionevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='session',
                index=models.Index(fields=['starts_at', 'ends_at'], name='session_when'),
            ),
            migrations.AddIndex(
                model_name='session',
                index=models.Index(fields=['group', 'starts_at'], name='session_of_group'),
            ),
            migrations.AddIndex(
                model_name='session',
                index=models.Index(condition=models.Q(('attendance_final_at', None)), fields=['starts_at'], name='session_not_final'),
            ),
            migrations.AddConstraint(
                model_name='session',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_start'),
            ),
            migrations.AddConstraint(
                model_name='session',
                constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('series', 'starts_at'), name='session_once_per_series_and_start'),
            ),
            migrations.AddConstraint(
                model_name='session',
                constraint=models.UniqueConstraint(fields=('series', 'series_date'), name='session_once_per_series_and_date'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='session',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_sessionevent" ("cancel_reason", "ended_at", "ends_at", "group_id", "id", "kind_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "revision", "series_date", "series_id", "starts_at", "status", "title", "topic_id") SELECT new_values."cancel_reason", new_values."ended_at", new_values."ends_at", new_values."group_id", new_values."id", new_values."kind_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."program_id", new_values."revision", new_values."series_date", new_values."series_id", new_values."starts_at", new_values."status", new_values."title", new_values."topic_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='142a8d332b2a31ca8fa5f4aa3da6d192db86dc8b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4cb83', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_session', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='session',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_sessionevent" ("cancel_reason", "ended_at", "ends_at", "group_id", "id", "kind_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "revision", "series_date", "series_id", "starts_at", "status", "title", "topic_id") SELECT new_values."cancel_reason", new_values."ended_at", new_values."ends_at", new_values."group_id", new_values."id", new_values."kind_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."program_id", new_values."revision", new_values."series_date", new_values."series_id", new_values."starts_at", new_values."status", new_values."title", new_values."topic_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."cancel_reason" IS DISTINCT FROM (new_values."cancel_reason") OR old_values."ended_at" IS DISTINCT FROM (new_values."ended_at") OR old_values."ends_at" IS DISTINCT FROM (new_values."ends_at") OR old_values."group_id" IS DISTINCT FROM (new_values."group_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind_id" IS DISTINCT FROM (new_values."kind_id") OR old_values."place" IS DISTINCT FROM (new_values."place") OR old_values."program_id" IS DISTINCT FROM (new_values."program_id") OR old_values."revision" IS DISTINCT FROM (new_values."revision") OR old_values."series_id" IS DISTINCT FROM (new_values."series_id") OR old_values."series_date" IS DISTINCT FROM (new_values."series_date") OR old_values."starts_at" IS DISTINCT FROM (new_values."starts_at") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."topic_id" IS DISTINCT FROM (new_values."topic_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9b88b199df4cbd2bd63af5d3a17b26218bdc27a4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_712e9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_session', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='session',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_sessionevent" ("cancel_reason", "ended_at", "ends_at", "group_id", "id", "kind_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "program_id", "revision", "series_date", "series_id", "starts_at", "status", "title", "topic_id") SELECT old_values."cancel_reason", old_values."ended_at", old_values."ends_at", old_values."group_id", old_values."id", old_values."kind_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."program_id", old_values."revision", old_values."series_date", old_values."series_id", old_values."starts_at", old_values."status", old_values."title", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='acf316707a0606a7796319dae59fddf1df0d29e6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b5b5c', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_session', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='session',
                trigger=pgtrigger.compiler.Trigger(name='roster_follows', sql=pgtrigger.compiler.UpsertTriggerSql(func='UPDATE vip_sessions_rosterentry SET blocks = blocks WHERE session_id = NEW.id; RETURN NULL;', hash='7c7bdcc382e68c22720f9385942e0adf4dc47ff4', operation='UPDATE OF "starts_at", "ends_at", "status"', pgid='pgtrigger_roster_follows_4957b', table='vip_sessions_session', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='material',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('content', None), ('file_name', ''), models.Q(('link', ''), _negated=True)), models.Q(('content__isnull', False), ('link', ''), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='material_is_a_link_or_a_file'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculumtopicevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d5855630542649414a954f2ef2d2bb4a632ed3a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ddfff', table='vip_sessions_curriculumtopicevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='curriculumtopic',
                constraint=models.UniqueConstraint(fields=('curriculum', 'topic'), name='topic_once_per_curriculum'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculumtopic',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumtopicevent" ("curriculum_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "topic_id") SELECT new_values."curriculum_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."topic_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='46d8851330cdbca41577c56a779a297920c8d559', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_2bb7d', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_curriculumtopic', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculumtopic',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumtopicevent" ("curriculum_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "topic_id") SELECT new_values."curriculum_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."topic_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='45f06d3ab8bf192d499648cd46ccf57d7e3002aa', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bef9c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_curriculumtopic', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculumtopic',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumtopicevent" ("curriculum_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "topic_id") SELECT old_values."curriculum_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ffd83e87dbb24f6cf22654281a6951fbe30dadf1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_54f48', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_curriculumtopic', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='curriculum',
                constraint=models.UniqueConstraint(fields=('program', 'name'), name='curriculum_name_once_per_program'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculum',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."program_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ba4029493b83d9dd56ce656862364f34a1278bf5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_13b6f', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_curriculum', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculum',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."program_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='91d89e726989eb3804ab74192746bb907cb3d35a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8bb28', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_curriculum', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='curriculum',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_curriculumevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id") SELECT old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."program_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4471e4e964ea55f5e683f67c9ab6279727389c22', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fc802', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_curriculum', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='track',
                constraint=models.UniqueConstraint(fields=('program', 'name'), name='track_name_once_per_program'),
            ),
            migrations.AddConstraint(
                model_name='track',
                constraint=models.CheckConstraint(condition=models.Q(('ends_local__gt', models.F('starts_local'))), name='track_ends_after_start'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='track',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_trackevent" ("break_minutes", "ends_local", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "published_at", "starts_local", "weekdays") SELECT new_values."break_minutes", new_values."ends_local", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."published_at", new_values."starts_local", new_values."weekdays" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='318cf1170d73519fcc9783e3af38c7d658e5ec62', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c5756', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_track', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='track',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_trackevent" ("break_minutes", "ends_local", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "published_at", "starts_local", "weekdays") SELECT new_values."break_minutes", new_values."ends_local", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."program_id", new_values."published_at", new_values."starts_local", new_values."weekdays" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8d9ff137b3c639c0cea31b7dc9f409af6a8a5270', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1b479', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_track', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='track',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_trackevent" ("break_minutes", "ends_local", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "published_at", "starts_local", "weekdays") SELECT old_values."break_minutes", old_values."ends_local", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."program_id", old_values."published_at", old_values."starts_local", old_values."weekdays" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c0da58a77f354696fb2c1422103a671b2f0e6cfd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5cdf3', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_track', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='groupevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7e3af58c5a29b0e6da5ddc6f166ec273956956b9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2d25c', table='vip_sessions_groupevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='group',
                constraint=models.UniqueConstraint(fields=('track', 'name'), name='group_name_once_per_track'),
            ),
            migrations.AddConstraint(
                model_name='group',
                constraint=models.CheckConstraint(condition=models.Q(('seats_max__gte', models.F('seats_min'))), name='group_seats_in_order'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='group',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_groupevent" ("backup_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "seats_min", "track_id") SELECT new_values."backup_id", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."seats_max", new_values."seats_min", new_values."track_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fcd3e503ca12db4cd08386f2531b1334817a8093', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_09849', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_group', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='group',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_groupevent" ("backup_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "seats_min", "track_id") SELECT new_values."backup_id", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."seats_max", new_values."seats_min", new_values."track_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a8a884c9105ce9cc593590fcb1ab3a2ea810b3ee', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_88bba', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_group', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='group',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_groupevent" ("backup_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats_max", "seats_min", "track_id") SELECT old_values."backup_id", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."seats_max", old_values."seats_min", old_values."track_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d0235451d6257813fc907b5e6cb3836e4e66df85', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b4690', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_group', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='trackevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd65ad938e18ac9023b4ea70b93fbc41b510c78b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_14ad4', table='vip_sessions_trackevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='treatmentplan',
                constraint=models.UniqueConstraint(fields=('client', 'version'), name='plan_version_once_per_client'),
            ),
            migrations.AddConstraint(
                model_name='treatmentplan',
                constraint=models.UniqueConstraint(condition=models.Q(('signed_at', None)), fields=('client',), name='plan_one_draft_per_client'),
            ),
            migrations.AddConstraint(
                model_name='treatmentplan',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('review_due_date__isnull', False), ('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='plan_signed_by_someone_with_a_review'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='treatmentplan',
                trigger=pgtrigger.compiler.Trigger(name='signed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."signed_at" IS NOT NULL)', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "id", "client_id", "version", "summary", "strengths", "drafted_by_id", "drafted_at", "signed_by_id", "signed_at" rows from % table\', TG_TABLE_NAME;', hash='0ef181ad5a9f0df5f8f894de2ccda59d67ece24c', operation='UPDATE OF "id", "client_id", "version", "summary", "strengths", "drafted_by_id", "drafted_at", "signed_by_id", "signed_at"', pgid='pgtrigger_signed_stays_0b2af', table='vip_sessions_treatmentplan', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='treatmentplan',
                trigger=pgtrigger.compiler.Trigger(name='signed_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."signed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5770887c098115bb34e41549a625aecb2b23d82b', operation='DELETE', pgid='pgtrigger_signed_is_kept_2b62e', table='vip_sessions_treatmentplan', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='planreview',
                trigger=pgtrigger.compiler.Trigger(name='review_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='227140d1b7b8b1db38ae21c76098d7d7736c7477', operation='UPDATE OR DELETE', pgid='pgtrigger_review_stays_9ac16', table='vip_sessions_planreview', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='goal',
                constraint=models.UniqueConstraint(fields=('plan', 'thread'), name='goal_once_per_version'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='goal',
                trigger=pgtrigger.compiler.Trigger(name='of_signed_plan_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM vip_sessions_treatmentplan\n                        WHERE id IN (NEW.plan_id, OLD.plan_id) AND signed_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a signed plan and its goals stay as they are';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ", hash='0f798706986fa69cd803fe9996cbc741669931cb', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_signed_plan_stays_6d934', table='vip_sessions_goal', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='webhook',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_webhookevent" ("ended_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") SELECT new_values."ended_at", new_values."id", new_values."made_at", new_values."made_by_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."url" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b00863a0b3cba62e0d354ff261962ec06f03bb05', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a2c15', referencing='REFERENCING NEW TABLE AS new_values ', table='vip_sessions_webhook', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='webhook',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_webhookevent" ("ended_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") SELECT new_values."ended_at", new_values."id", new_values."made_at", new_values."made_by_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."url" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."ended_at" IS DISTINCT FROM (new_values."ended_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."made_at" IS DISTINCT FROM (new_values."made_at") OR old_values."made_by_id" IS DISTINCT FROM (new_values."made_by_id") OR old_values."url" IS DISTINCT FROM (new_values."url")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ef8488c1d92d73189af79f1c50b4ca275501cfdf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2f3cd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='vip_sessions_webhook', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='webhook',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "vip_sessions_webhookevent" ("ended_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") SELECT old_values."ended_at", old_values."id", old_values."made_at", old_values."made_by_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."url" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7eec082133bbd48a70ba38fe702a335abdafb9d9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3d93f', referencing='REFERENCING OLD TABLE AS old_values ', table='vip_sessions_webhook', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='webhookcall',
                index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='webhook_call_due'),
            ),
            migrations.AddConstraint(
                model_name='webhookcall',
                constraint=models.UniqueConstraint(fields=('webhook', 'key'), name='webhook_call_once_per_event'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='webhookevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='439ea6ccaff0542843488b581acd185356d71a3d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1d368', table='vip_sessions_webhookevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clientprofileevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b3707f252549845296797485abf5f450239e9d44', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31d30', table='vip_sessions_clientprofileevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='attendanceseal',
                constraint=models.UniqueConstraint(fields=('chain', 'number'), name='attendance_seal_numbered_once'),
            ),
            migrations.AddConstraint(
                model_name='attendanceseal',
                constraint=models.CheckConstraint(condition=models.Q(('record', None), ('signature', None), _connector='XOR'), name='attendance_seal_of_one_thing'),
            ),
        ]),
    ]
