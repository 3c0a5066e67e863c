"""What meets when: kinds of session, series, their occurrences, and each occurrence's roster."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.curriculum import Curriculum, Topic
from sessions.models.people import User
from sessions.models.programs import Group, Program
from sessions.models.ranges import JustThisId


class KindFamily(models.TextChoices):
    """What sort of meeting it is; pages and rules go by this."""

    GROUP = "group", _("Group")
    INDIVIDUAL = "individual", _("Individual")
    FAMILY = "family", _("Family")
    MEDICAL = "medical", _("Medical")
    CASE = "case", _("Case management")
    INTAKE = "intake", _("Intake")
    AFTERCARE = "aftercare", _("Aftercare")


class Modality(models.TextChoices):
    """Schools of therapy, as tags."""

    CBT = "cbt", _("CBT")
    DBT = "dbt", _("DBT")
    ACT = "act", _("ACT")
    SFBT = "sfbt", _("SFBT")
    PSYCHODYNAMIC = "psychodynamic", _("Psychodynamic")
    MOTIVATIONAL = "motivational", _("Motivational enhancement")


class SessionKind(models.Model):
    """A kind of session, such as group psychotherapy; configuration, seeded with the field's usual ones.

    ``seats_max`` is the most clients at one; null leaves it to the group. ``modalities`` are ``Modality`` values.
    """

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    family = models.CharField(max_length=12, choices=KindFamily.choices, default=KindFamily.GROUP)
    minutes = models.PositiveSmallIntegerField()
    seats_max = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_toward_hours = models.BooleanField(default=True)
    modalities = ArrayField(
        models.CharField(max_length=16, choices=Modality.choices), default=list, blank=True
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="session_kind_has_minutes"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.TextChoices):
    """Where people meet."""

    VIRTUAL = "virtual", _("Online")
    IN_PERSON = "in_person", _("In person")
    BOTH = "both", _("Online and in person")


@pghistory.track()
class Series(models.Model):
    """A pattern of sessions in the program's local time; its occurrences are ``Session`` rows in UTC.

    It meets on its ``weekdays`` in every ``every_weeks``-th week from that of ``from_date`` on, until ``until_date``
    (included; null goes on). A series of a group expects the group's people; one without a group its ``members``.
    With a curriculum each occurrence has the topic whose turn it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="series")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="series", null=True, blank=True)
    curriculum = models.ForeignKey(
        Curriculum, on_delete=models.PROTECT, related_name="series", null=True, blank=True
    )
    kind = models.ForeignKey(SessionKind, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts_local = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=12, choices=Place.choices, default=Place.VIRTUAL)
    time_zone = models.CharField(max_length=64)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    # Up to and including this date its occurrences have been laid out.
    laid_out_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="series_has_an_interval"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="series_has_minutes"),
        ]

    def __str__(self) -> str:
        return self.title


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    ENDED = "ended"
    CANCELLED = "cancelled"


class CancelReason(models.TextChoices):
    """Why a session does not take place."""

    HOLIDAY = "holiday", _("holiday")
    CLINICIAN_AWAY = "clinician_away", _("clinician away")
    TOO_FEW = "too_few", _("too few clients")
    WEATHER = "weather", _("weather or emergency")
    CLIENT_ASKED = "client_asked", _("client asked")
    SERIES_ENDED = "series_ended", _("the series ended")
    OTHER = "other", _("another reason")


@pgtrigger.register(
    pgtrigger.Trigger(
        name="roster_follows",
        operation=pgtrigger.UpdateOf("starts_at", "ends_at", "status"),
        when=pgtrigger.After,
        func="UPDATE vip_sessions_rosterentry SET blocks = blocks WHERE session_id = NEW.id; RETURN NULL;",
    )
)
@pghistory.track(exclude=["attendance_final_at"])
class Session(models.Model):
    """One occurrence: people meet from ``starts_at`` to ``ends_at`` (UTC). Every change to it raises ``revision``.

    ``series_date`` is the local date of its series that it stands for, also after it was moved to another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="sessions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    kind = models.ForeignKey(SessionKind, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    place = models.CharField(max_length=12, choices=Place.choices, default=Place.VIRTUAL)
    series_date = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=SessionStatus.choices, default=SessionStatus.SCHEDULED)
    cancel_reason = models.CharField(max_length=16, choices=CancelReason.choices, blank=True)
    revision = models.PositiveIntegerField(default=1)
    # When the facilitator ended it, which may be before or after ends_at.
    ended_at = models.DateTimeField(null=True, blank=True)
    attendance_final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            # Looked at when the statement ends or later, so that a whole series may move by a week.
            models.UniqueConstraint(
                fields=["series", "starts_at"],
                name="session_once_per_series_and_start",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=["series", "series_date"], name="session_once_per_series_and_date"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at", "ends_at"], name="session_when"),
            models.Index(fields=["group", "starts_at"], name="session_of_group"),
            # What is still to be finalized is little beside the history.
            models.Index(
                fields=["starts_at"], condition=Q(attendance_final_at=None), name="session_not_final"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class RosterPart(models.TextChoices):
    """What someone is in one session."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    COFACILITATOR = "cofacilitator"
    GUEST = "guest"


class SeriesMember(models.Model):
    """Someone whom each occurrence of a series without a group expects, in this part."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="series_memberships")
    part = models.CharField(max_length=16, choices=RosterPart.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "person"], name="series_member_once"),
        ]

    def __str__(self) -> str:
        return f"series member {self.pk}"


# The session's row is locked against being moved until this transaction ends, so that no entry keeps a time that the
# session has no longer.
TIME_OF_THE_SESSION = """
    SELECT tstzrange(session.starts_at, session.ends_at), session.status = 'scheduled' AND NEW.part <> 'guest'
    INTO NEW.during, NEW.blocks
    FROM vip_sessions_session AS session WHERE session.id = NEW.session_id FOR SHARE;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.Trigger(
        name="time_of_the_session",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=TIME_OF_THE_SESSION,
    )
)
@pghistory.track(exclude=["during", "blocks"])
class RosterEntry(models.Model):
    """Someone is expected at a session, in this part. Whoever has no entry is a stranger to it.

    Nobody is expected at two sessions at a time, guests excepted: ``during`` is the session's time and ``blocks``
    whether it takes the person's, both kept by triggers, so that no write escapes the constraint.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roster_entries")
    part = models.CharField(max_length=16, choices=RosterPart.choices)
    during = DateTimeRangeField(null=True, editable=False)
    blocks = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name_plural = "roster entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="roster_once_per_person"),
            ExclusionConstraint(
                name="roster_no_double_booking",
                expressions=[
                    (JustThisId(F("person_id")), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(blocks=True),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return f"roster entry {self.pk}"
