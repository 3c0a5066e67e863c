"""Appointments as calendar files: one session for a mail or a download, and all of a person's for a feed.

A calendar app knows an appointment again by its UID and takes the version with the highest SEQUENCE (RFC 5545,
3.8.7.4), so a session that moved is updated where it stands and never there twice. The UID is made of session and
person together: two people who share a calendar at home do not thereby share an entry.

The file says what any mail may say and no more: when, "Appointment", where to sign in and whom to call. It names no
attendee, although RFC 5546 (3.2.2) asks for one in a REQUEST: calendar apps show attendees to each other and mail them
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)

from notifications.domain.zone_changes import changes
from notifications.services.composing import language_of
from sessions.models import Session, SessionStatus, User

# What an app that lists a feed's past keeps of ours, and how far ahead series are laid out.
FEED_BEHIND = timedelta(days=30)
FEED_AHEAD = timedelta(days=366)
# How often an app that subscribes should look again (X-PUBLISHED-TTL says it too); most have a mind of their own.
LOOK_AGAIN = timedelta(hours=1)
# Some programs keep the first rules that they were told of a zone for every later file, so each tells of a year ahead.
RULES_AHEAD = timedelta(days=400)
ALARM_BEFORE = timedelta(minutes=10)

CONTENT_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "appointment.ics"


class Method(StrEnum):
    """What the file asks of a calendar (RFC 5546, 1.4): take this, take this away, or just look at it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def method_for(session: Session) -> Method:
    """What the mail about a session asks of its reader's calendar."""
    return Method.CANCEL if session.status == SessionStatus.CANCELLED else Method.REQUEST


def invitation(*, session: Session, person: User, now: datetime) -> bytes:
    """The file that puts the session as it is now into the person's calendar, or takes it out again."""
    calendar = _calendar(method_for(session))
    with translation.override(language_of(person)):
        calendar.add_component(_event(session, person, now=now))
    return _finished(calendar, sessions=[session], person=person)


def feed(*, sessions: Sequence[Session], person: User, now: datetime) -> bytes:
    """All of these sessions, for a calendar app that comes to look again and again."""
    calendar = _calendar(Method.PUBLISH)
    with translation.override(language_of(person)):
        calendar.add("x-wr-calname", _("Appointments"))
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for session in sessions:
            event = _event(session, person, now=now)
            if session.status != SessionStatus.CANCELLED:
                event.add_component(_alarm())
            calendar.add_component(event)
    return _finished(calendar, sessions=sessions, person=person)


def entry_uid(session_id: UUID, person_id: UUID) -> str:
    """What the entry is called wherever it is kept, for as long as the session exists."""
    return f"{uuid5(session_id, str(person_id))}@{urlsplit(settings.PUBLIC_URL).hostname}"


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _event(session: Session, person: User, *, now: datetime) -> Event:
    zone = _zone(person.time_zone)
    cancelled = session.status == SessionStatus.CANCELLED
    sign_in = settings.PUBLIC_URL + resolve_url(str(settings.LOGIN_URL))
    event = Event()
    event.add("uid", entry_uid(session.pk, person.pk))
    event.add("sequence", session.revision)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", _("Appointment"))
    event.add(
        "description",
        _("To join, sign in: %(sign_in)s\nQuestions? Call us at %(phone)s.")
        % {"sign_in": sign_in, "phone": settings.HELP_PHONE},
    )
    event.add("url", sign_in)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("organizer", _organizer())
    return event


def _organizer() -> vCalAddress:
    """The sender of the mails: an app offers a change to whoever first sent the entry, and to nobody else."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or address
    return organizer


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Appointment"))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _zone(name: str) -> ZoneInfo:
    """The person's zone; UTC where this machine's tables lack it, which the file then says."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _finished(calendar: Calendar, *, sessions: Sequence[Session], person: User) -> bytes:
    """The file, with the rules of the zone that its times are told in.

    icalendar could write these too, but dates the spring change an hour late and goes back to 1970.
    """
    zone = _zone(person.time_zone)
    if sessions and zone.key != "UTC":  # times in UTC need no rules (RFC 5545, 3.3.5)
        first = min(session.starts_at for session in sessions)
        last = max(session.ends_at for session in sessions) + RULES_AHEAD
        calendar.subcomponents.insert(0, _rules(zone, first=first - timedelta(days=1), last=last))
    return bytes(calendar.to_ical())


def _rules(zone: ZoneInfo, *, first: datetime, last: datetime) -> Timezone:
    rules = Timezone()
    rules.add("tzid", zone.key)
    for change in changes(zone, first=first, last=last):
        rule = TimezoneDaylight() if change.is_summer else TimezoneStandard()
        rule.add("dtstart", change.on_the_wall)
        rule.add("tzoffsetfrom", change.before)
        rule.add("tzoffsetto", change.after)
        rule.add("tzname", change.name)
        rules.add_component(rule)
    return rules
