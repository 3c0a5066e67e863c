"""By which channels people can be reached now, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.domain.blocking import BlockReason
from notifications.domain.delivery import Reason
from notifications.domain.planning import FIXED_CHANNELS, KIND_OF, RINGING, Channel, Tier
from notifications.domain.quiet_hours import WakingHours
from notifications.models import ChannelBlock, Preference, PushSubscription
from notifications.transports import Subscription, offered
from sessions.models import User

# In this order one channel stands in for another: where nothing rings at night comes first.
IN_PLACE = (Channel.EMAIL, Channel.PUSH, Channel.SMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A person with what was read about reaching them, all at one moment."""

    person: User
    preference: Preference
    blocked: Mapping[Channel, BlockReason]
    browsers: tuple[Subscription, ...]

    @property
    def zone(self) -> ZoneInfo | None:
        """Their own; None where what is written there is none."""
        try:
            return ZoneInfo(self.person.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return None

    @property
    def hours(self) -> WakingHours:
        """When their phone may ring; the usual hours where theirs are too short to be any."""
        try:
            return self.preference.waking_hours
        except ValueError:
            return WakingHours()

    def address(self, channel: Channel) -> str:
        """Where to write to; empty where there is no such address, and for a push, which has browsers."""
        match channel:
            case Channel.EMAIL:
                return self.person.email
            case Channel.SMS:
                return self.preference.sms_number if self.preference.sms_verified_at else ""
            case Channel.PUSH:
                return ""

    def obstacle(self, channel: Channel) -> Reason | None:
        """Why nothing can be sent there, whatever was chosen; None where nothing stands in the way."""
        has_one = bool(self.browsers) if channel is Channel.PUSH else bool(self.address(channel))
        if not has_one or not offered(channel):
            return Reason.NO_ADDRESS
        if channel in self.blocked:
            stopped = self.blocked[channel] is BlockReason.STOPPED
            return Reason.STOPPED if stopped else Reason.ADDRESS_BLOCKED
        if channel in RINGING and self.zone is None:
            return Reason.ZONE_UNKNOWN  # nobody can say whether it is night there
        return None

    def chosen(self, tier: Tier) -> tuple[Channel, ...]:
        """What they chose for such messages, or where these always go."""
        kind = KIND_OF.get(tier)
        return self.preference.channels(kind) if kind else FIXED_CHANNELS[tier]

    def open(self, tier: Tier) -> tuple[Channel, ...]:
        """Where such a message can go: the chosen channels that nothing stands in the way of, else one instead."""
        chosen = self.chosen(tier)
        good = tuple(each for each in chosen if self.obstacle(each) is None)
        return good or (self.instead(besides=chosen) if chosen else ())

    def instead(self, *, besides: Collection[Channel]) -> tuple[Channel, ...]:
        """The first other channel that is open, if there is one."""
        others = (each for each in IN_PLACE if each not in besides and self.obstacle(each) is None)
        return tuple(others)[:1]


def reach_of(person: User) -> Reach:
    return reaches([person])[person.pk]


def reaches(people: Collection[User]) -> dict[UUID, Reach]:
    """For each of them, in three queries."""
    ids = [person.pk for person in people]
    preferences = Preference.objects.in_bulk(ids)
    chosen = {person.pk: preferences.get(person.pk) or Preference(person=person) for person in people}
    addresses = {person.email.lower() for person in people} | {each.sms_number for each in chosen.values()}
    blocks = {
        (Channel(block.channel), block.address): BlockReason(block.reason)
        for block in ChannelBlock.objects.filter(address__in=addresses, lifted_at=None)
    }
    browsers: dict[UUID, list[Subscription]] = {}
    live = PushSubscription.objects.filter(person__in=ids, ended_at=None)
    for each in live.order_by("-created_at", "-pk"):
        subscription = Subscription(endpoint=each.endpoint, p256dh=each.p256dh, auth=each.auth)
        browsers.setdefault(each.person_id, []).append(subscription)
    return {
        person.pk: Reach(
            person=person,
            preference=chosen[person.pk],
            blocked={
                channel: blocks[channel, address]
                for channel, address in (
                    (Channel.EMAIL, person.email.lower()),
                    (Channel.SMS, chosen[person.pk].sms_number),
                )
                if (channel, address) in blocks
            },
            browsers=tuple(browsers.get(person.pk, ())),
        )
        for person in people
    }
