"""The Celery app. Beat only wakes short claimers; correctness never depends on there being just one beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")

app = Celery("vip")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["vip", "sessions", "rooms", "notifications"])
schedule = {
    "drain the outbox": {"task": "vip.tasks.drain_outbox", "schedule": 2.0, "options": {"expires": 10}},
    **{
        # One for each channel, so that a provider that hangs holds up no other.
        f"send what is due by {channel}": {
            "task": "notifications.tasks.send_due",
            "args": [channel],
            "schedule": 3.0,
            "options": {"expires": 10},
        }
        for channel in ("email", "sms", "push")
    },
    "follow up and plan digests": {
        "task": "notifications.tasks.plan_ahead",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "end expired presence": {
        "task": "rooms.tasks.end_expired_presence",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "make exports": {
        "task": "sessions.tasks.make_exports",
        "schedule": 3.0,
        "options": {"expires": 10},
    },
    "tell other systems": {
        "task": "sessions.tasks.tell_other_systems",
        "schedule": 5.0,
        "options": {"expires": 15},
    },
    "lay out sessions": {
        # One day more each day: an hour late does no harm.
        "task": "sessions.tasks.lay_out_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "finalize attendance": {
        "task": "sessions.tasks.finalize_attendance",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
}
if os.environ.get("VIP_MODE") == "demo":
    schedule["keep a group live"] = {
        "task": "sessions.tasks.keep_demo_live",
        "schedule": 300.0,
        "options": {"expires": 240},
    }
# Set once and never read here: reading would load the settings, which a bare `import vip` must not need.
app.conf.beat_schedule = schedule
