"""What people choose: how each kind of message reaches them, when their phone may ring, in which language and zone.

What is planned already follows by the event ``PreferencesChanged``: of a year's sessions that is too much for a page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from notifications.domain.planning import Channel, Kind
from notifications.domain.quiet_hours import WakingHours
from notifications.errors import PreferenceRefused
from notifications.models import Preference
from notifications.services.reaching import Reach, reach_of
from sessions.domain.events import PreferencesChanged
from sessions.models import User
from sessions.services.outbox import announce

# Without these a client would miss a session: they may come another way, but not no way.
NEEDED = frozenset({Kind.REMINDER, Kind.JOIN, Kind.CHANGE})


def preference_of(person: User) -> Preference:
    """Their choices, or the defaults of whoever never chose; not saved."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def has_way(reach: Reach, channel: Channel) -> bool:
    """Whether they have an address for the channel, be it blocked or not: then it may be chosen."""
    return bool(reach.browsers) if channel is Channel.PUSH else bool(reach.address(channel))


@transaction.atomic
def choose_channels(*, person: User, chosen: Mapping[Kind, Collection[Channel]]) -> None:
    """Keep which channels each kind comes by. Raises ``PreferenceRefused`` and then changes nothing."""
    reach = reach_of(person)
    for kind, channels in chosen.items():
        if kind in NEEDED and not channels:
            raise PreferenceRefused("no_channel", field=kind)
        if Channel.SMS in channels and not has_way(reach, Channel.SMS):
            raise PreferenceRefused("number_not_verified", field=kind)
        if Channel.PUSH in channels and not has_way(reach, Channel.PUSH):
            raise PreferenceRefused("no_browser", field=kind)
    preference = _locked(person)
    for kind, channels in chosen.items():
        in_order = [channel.value for channel in Channel if channel in channels]
        setattr(preference, f"{kind.value}_channels", in_order)
    preference.save()
    announce(PreferencesChanged(person_id=person.pk))


@transaction.atomic
def choose_hours(*, person: User, rings_from: time, rings_until: time) -> None:
    """Keep when their phone may ring. Raises ``PreferenceRefused``."""
    try:
        WakingHours(opens=rings_from, closes=rings_until)
    except ValueError:
        raise PreferenceRefused("hours_too_short", field="rings_until") from None
    preference = _locked(person)
    preference.rings_from, preference.rings_until = rings_from, rings_until
    preference.save()
    announce(PreferencesChanged(person_id=person.pk))


@transaction.atomic
def choose_language_and_zone(*, person: User, language: str, time_zone: str) -> None:
    """Keep the language and the zone that messages and pages are in. Raises ``PreferenceRefused``."""
    if language not in dict(settings.LANGUAGES):
        raise PreferenceRefused("unknown_language", field="language")
    if time_zone not in available_timezones():
        raise PreferenceRefused("unknown_zone", field="time_zone")
    User.objects.filter(pk=person.pk).update(language=language, time_zone=time_zone)
    announce(PreferencesChanged(person_id=person.pk))


@transaction.atomic
def drop_channel(*, person: User, channel: Channel) -> None:
    """Let go of a channel that leads nowhere any more; what would be left without any comes by e-mail."""
    preference = _locked(person)
    for kind in Kind:
        left = [each.value for each in preference.channels(kind) if each is not channel]
        needed = [Channel.EMAIL.value] if kind in NEEDED else []
        setattr(preference, f"{kind.value}_channels", left or needed)
    preference.save()
    announce(PreferencesChanged(person_id=person.pk))


def _locked(person: User) -> Preference:
    Preference.objects.get_or_create(person=person)
    return Preference.objects.select_for_update().get(person=person)
