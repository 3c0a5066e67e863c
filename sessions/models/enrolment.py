"""Who is enrolled where, with how many hours a week, under whose care, and how it ended."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.people import User
from sessions.models.programs import Group
from sessions.models.ranges import Dates, JustThisId


class EndedReason(models.TextChoices):
    """Why an enrolment ended. The first three go on in another group; the rest close the episode of care."""

    TRANSFERRED = "transferred", _("moved to another group")
    STEPPED_DOWN = "stepped_down", _("stepped down")
    STEPPED_UP = "stepped_up", _("stepped up")
    COMPLETED = "completed", _("completed")
    CHOSE_TO_LEAVE = "chose_to_leave", _("chose to leave")
    REFERRED = "referred", _("referred elsewhere")
    LOST_CONTACT = "lost_contact", _("contact lost")
    NOT_COVERED = "not_covered", _("no longer covered")
    OTHER = "other", _("another reason")


GOES_ON = frozenset({EndedReason.TRANSFERRED, EndedReason.STEPPED_DOWN, EndedReason.STEPPED_UP})


@pghistory.track()
class Enrolment(models.Model):
    """A client's place in a group, from ``began_date`` until ``ended_date`` (excluded; null while it lasts).

    A client has one at a time: overlap is impossible. Hours a week are ``weekly_hours`` until a taper step, the
    program's least where none were agreed. ``follows`` is the enrolment that this one goes on from, in another group
    or at another level; the enrolments so chained are one episode of care.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="enrolments")
    began_date = models.DateField()
    planned_end_date = models.DateField(null=True, blank=True)
    ended_date = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=16, choices=EndedReason.choices, blank=True)
    ended_note = models.TextField(blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # How many weeks apart individual sessions are to be; null where none are agreed.
    individual_every_weeks = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="enrolment_one_at_a_time",
                expressions=[
                    (JustThisId(F("client_id")), "="),
                    (Dates(F("began_date"), F("ended_date")), "&&"),
                ],
            ),
            # Equal dates: it never took effect, as where a client moves on the day that they came.
            models.CheckConstraint(
                condition=Q(ended_date=None) | Q(ended_date__gte=F("began_date")),
                name="enrolment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_date=None) | Q(planned_end_date__gt=F("began_date")),
                name="enrolment_planned_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours=None) | Q(weekly_hours__gt=0), name="enrolment_has_hours"
            ),
            models.CheckConstraint(
                condition=Q(individual_every_weeks=None) | Q(individual_every_weeks__range=(1, 12)),
                name="enrolment_individuals_weeks_apart",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "began_date"], name="enrolment_of_group"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    def covers(self, day: date) -> bool:
        """Whether it lasts on this local date."""
        return self.began_date <= day and (self.ended_date is None or day < self.ended_date)


@pghistory.track()
class TaperStep(models.Model):
    """From this local date on, fewer hours a week. The services see that no step rises."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="taper_steps")
    from_date = models.DateField()
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        ordering: ClassVar = ["from_date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "from_date"], name="taper_step_once_a_day"),
            models.CheckConstraint(condition=Q(weekly_hours__gt=0), name="taper_step_has_hours"),
        ]

    def __str__(self) -> str:
        return f"taper step {self.pk}"


class Duty(models.TextChoices):
    """What someone does for one client."""

    THERAPIST = "therapist", _("Primary therapist")
    CASE_MANAGER = "case_manager", _("Case manager")
    PRESCRIBER = "prescriber", _("Prescriber")
    FAMILY_THERAPIST = "family_therapist", _("Family therapist")
    NURSE = "nurse", _("Nurse")
    PEER = "peer", _("Peer support")


@pghistory.track()
class CareTeamMember(models.Model):
    """A member of staff who cares for a client during one enrolment. Transitions carry the team over."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="care_team")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="care_team_places")
    duty = models.CharField(max_length=20, choices=Duty.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "person", "duty"], name="care_team_once_per_duty"),
        ]

    def __str__(self) -> str:
        return f"care team member {self.pk}"
