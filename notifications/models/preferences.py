"""How people want to be reached, and which addresses take nothing (any more)."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from notifications.domain.blocking import BlockReason
from notifications.domain.planning import Channel, Kind, Tier
from notifications.domain.quiet_hours import WakingHours
from sessions.models.people import User
from sessions.models.schedule import SessionKind

_CHANNELS = [each.value for each in Channel]


def _email() -> list[str]:
    return [Channel.EMAIL.value]


def _chosen() -> ArrayField[Any, Any]:
    return ArrayField(
        models.CharField(max_length=8, choices=[(each, each) for each in _CHANNELS]),
        default=_email,
        blank=True,
    )


class Preference(models.Model):
    """A person's choices; whoever has no row has the defaults. Language and zone are the person's own fields.

    A phone may ring from ``rings_from`` up to but excluding ``rings_until`` by the person's own clock; e-mail is not
    bound by it. SMS goes to ``sms_number`` (E.164), and only once the person has proved by a code that it is theirs.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="message_preference"
    )
    digest_channels = _chosen()
    reminder_channels = _chosen()
    join_channels = _chosen()
    change_channels = _chosen()
    missed_channels = _chosen()
    rings_from = models.TimeField(default=time(8))
    rings_until = models.TimeField(default=time(21))
    sms_number = models.CharField(max_length=20, blank=True)
    sms_verified_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{kind.value}_channels__contained_by": _CHANNELS}),
                    name=f"preference_{kind.value}_channels_known",
                )
                for kind in Kind
            ),
            # Without these a client would learn of nothing: they may be sent elsewhere, but not nowhere.
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{kind.value}_channels__len__gt": 0}),
                    name=f"preference_{kind.value}_somewhere",
                )
                for kind in (Kind.REMINDER, Kind.JOIN, Kind.CHANGE)
            ),
            models.CheckConstraint(
                condition=~Q(rings_from=F("rings_until")), name="preference_rings_a_while"
            ),
            models.CheckConstraint(
                condition=Q(sms_verified_at=None) | ~Q(sms_number=""), name="preference_verified_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of person {self.person_id}"

    def channels(self, kind: Kind) -> tuple[Channel, ...]:
        """Those chosen for such messages, in the channels' own order."""
        chosen = getattr(self, f"{kind.value}_channels")
        return tuple(each for each in Channel if each.value in chosen)

    @property
    def waking_hours(self) -> WakingHours:
        """Raises ``ValueError`` where they are too short (see there)."""
        return WakingHours(opens=self.rings_from, closes=self.rings_until)


class PushSubscription(models.Model):
    """A browser of a person's that shows pushed messages (RFC 8030): where to post, and its keys (RFC 8291).

    It ends when the person unsubscribes, or when the push service says that it is gone.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=Q(ended_at=None), name="push_subscription_live"),
        ]

    def __str__(self) -> str:
        return f"push subscription {self.pk}"


class ChannelBlock(models.Model):
    """An address to which nothing more is sent, until it is lifted. Of the address, not of a person: whoever has it is
    not written to there, and who changes their address is free of it.

    ``address`` is an e-mail address in lower case, or a number as E.164 has it.
    """

    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=16, choices=[(each.value, each.value) for each in BlockReason])
    answer = models.CharField(max_length=120, blank=True)
    blocked_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "address"], condition=Q(lifted_at=None), name="channel_block_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("blocked_at")),
                name="channel_block_lifted_after",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk} of an address"


class KindLadder(models.Model):
    """Which rungs the reminders of a kind of session have; a kind without a row has the usual ones."""

    kind = models.OneToOneField(
        SessionKind, on_delete=models.CASCADE, primary_key=True, related_name="reminder_ladder"
    )
    tiers = ArrayField(
        models.CharField(
            max_length=12,
            choices=[
                (each.value, each.value) for each in (Tier.THREE_DAYS, Tier.DAY, Tier.HOUR, Tier.MINUTES)
            ],
        )
    )

    def __str__(self) -> str:
        return f"ladder of {self.kind_id}"
