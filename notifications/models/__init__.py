"""The rows that are the truth about messages: what is planned, what became of it, and what people chose."""

from notifications.models.links import JoinLink
from notifications.models.preferences import ChannelBlock, KindLadder, Preference, PushSubscription
from notifications.models.reading import CalendarFeed, NoticesSeen, NumberCheck
from notifications.models.reminders import Attempt, Reminder
from notifications.models.tasks import StaffTask, TaskCall
from notifications.models.templates import MessageTemplate
from notifications.models.webhooks import WebhookReceipt

__all__ = [
    "Attempt",
    "CalendarFeed",
    "ChannelBlock",
    "JoinLink",
    "KindLadder",
    "MessageTemplate",
    "NoticesSeen",
    "NumberCheck",
    "Preference",
    "PushSubscription",
    "Reminder",
    "StaffTask",
    "TaskCall",
    "WebhookReceipt",
]
