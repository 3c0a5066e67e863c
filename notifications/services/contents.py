"""What a row's message tells, read when it is about to go: nothing is written down in advance that could change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from notifications.domain.digests import next_day_digest, next_week_digest
from notifications.domain.planning import JOINING, KIND_OF, Channel, Tier
from notifications.domain.wording import FOR_GUESTS, TEMPLATES, TemplateName
from notifications.models import Reminder, StaffTask
from notifications.services import calendars, links, unsubscribing
from notifications.services.composing import Appointment, Content, compose
from notifications.services.reaching import Reach
from notifications.transports import CalendarPart, Message
from sessions.domain.recurrence import zone_named
from sessions.models import RosterEntry, RosterPart, Session, SessionStatus
from sessions.services.guests import issue_token

# What tells a time that a calendar should hold; the messages after these only tell it again.
_WITH_CALENDAR = frozenset({Tier.THREE_DAYS, Tier.DAY, Tier.CHANGED, Tier.CANCELLED})
_LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)


def message_for(
    lead: Reminder, carried: Sequence[Reminder], *, reach: Reach, now: datetime
) -> Message | None:
    """The message of the lead and those it carries; None where there is nothing to tell any more.

    Raises whatever broken words do.
    """
    content = content_of(lead, carried, now=now)
    if content is None:
        return None
    channel = Channel(lead.channel)
    if channel is Channel.EMAIL and _can_be_stopped(lead):
        content = replace(content, stop=unsubscribing.address(lead.recipient))
    message = compose(
        id_=lead.pk,
        name=_template(lead),
        channel=channel,
        recipient=lead.recipient,
        content=content,
        to=reach.address(channel),
    )
    message = replace(message, lasts=lead.stale_at - now)
    match channel:
        case Channel.SMS:
            report_to = settings.PUBLIC_URL + reverse("notifications:sms-report", args=[lead.pk])
            return replace(message, report_to=report_to)
        case Channel.PUSH:
            return replace(message, browsers=reach.browsers)
        case Channel.EMAIL:
            return _with_mail_parts(message, lead, carried, now=now)


def _can_be_stopped(row: Reminder) -> bool:
    """Whether it is one of those that leaving reminder mails ends."""
    return KIND_OF.get(Tier(row.tier)) in unsubscribing.STOPPED


def _template(row: Reminder) -> TemplateName:
    tier = Tier(row.tier)
    if tier is Tier.WELCOME and row.recipient.is_staff_member:
        return TemplateName.STAFF_WELCOME
    return (FOR_GUESTS if row.is_for_guest else TEMPLATES).get(tier, TEMPLATES[tier])


def content_of(lead: Reminder, carried: Sequence[Reminder], *, now: datetime) -> Content | None:
    """What its template is filled with; None where nothing is left to tell."""
    match lead.tier:
        case Tier.WEEK:
            return _week(lead)
        case Tier.TODAY:
            return _day(lead, now=now)
        case Tier.WELCOME:
            # Staff choose a password first, and sign in with a second factor.
            return Content(values={"set_up": settings.PUBLIC_URL + reverse("account_reset_password")})
        case _ if lead.session is None:
            return Content()
    tier = Tier(lead.tier)
    return Content(
        appointments=[
            Appointment(starts_at=row.starts_at, link=_link(row, tier, now=now)) for row in (lead, *carried)
        ]
    )


def _link(row: Reminder, tier: Tier, *, now: datetime) -> str:
    assert row.session is not None, "only a session can be joined"
    if row.is_for_guest and tier != Tier.CANCELLED:
        token = issue_token(invitation_id=UUID(row.occasion))
        return settings.PUBLIC_URL + reverse("rooms:guest", args=[token])
    return links.issue(session=row.session, person=row.recipient, now=now) if tier in JOINING else ""


def _week(row: Reminder) -> Content | None:
    """Their appointments of the week that begins at ``starts_at``."""
    until = next_week_digest(
        now=row.starts_at - timedelta(seconds=1), zone=zone_named(row.recipient.time_zone)
    ).covers_until
    ahead = Session.objects.filter(
        roster__person=row.recipient,
        roster__part=RosterPart.CLIENT,
        status=SessionStatus.SCHEDULED,
        starts_at__gte=row.starts_at,
        starts_at__lt=until,
    )
    times = ahead.order_by("starts_at", "pk").values_list("starts_at", flat=True)
    appointments = [Appointment(starts_at=starts_at) for starts_at in times]
    return Content(appointments=appointments) if appointments else None


def _day(row: Reminder, *, now: datetime) -> Content | None:
    """How many sessions a clinician has on the day that begins at ``starts_at``, with how many people. Never names."""
    digest = next_day_digest(now=row.starts_at, zone=zone_named(row.recipient.time_zone))
    led = RosterEntry.objects.filter(person=row.recipient, part__in=_LEADING)
    today = Session.objects.filter(
        pk__in=led.values("session"),
        starts_at__gte=digest.covers_from,
        starts_at__lt=digest.covers_until,
    ).exclude(status=SessionStatus.CANCELLED)
    expected = Count("roster__person", filter=Q(roster__part=RosterPart.CLIENT), distinct=True)
    counted = today.aggregate(sessions=Count("pk", distinct=True), people=expected)
    if not counted["sessions"]:
        return None
    tasks = StaffTask.objects.filter(done_at=None, session__in=led.values("session")).count()
    return Content(values={name: str(number) for name, number in {**counted, "tasks": tasks}.items()})


def _with_mail_parts(
    message: Message, lead: Reminder, carried: Sequence[Reminder], *, now: datetime
) -> Message:
    """The calendar entries, and the way out of reminders without signing in."""
    headers = dict(message.headers)
    if _can_be_stopped(lead):
        headers |= unsubscribing.headers(lead.recipient)
    entries: tuple[CalendarPart, ...] = ()
    if lead.tier in _WITH_CALENDAR:
        entries = tuple(
            CalendarPart(
                method=calendars.method_for(row.session),
                content=calendars.invitation(session=row.session, person=row.recipient, now=now),
            )
            for row in (lead, *carried)
            if row.session is not None
        )
    return replace(message, headers=headers, calendar=entries)
