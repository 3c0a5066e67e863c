"""The composition root's app: it owns no models, and joins the parts that must not know of each other."""

from django.apps import AppConfig


class VipConfig(AppConfig):
    name = "vip"

    def ready(self) -> None:
        from sessions.services import outbox
        from vip.tasks import nudge_relay

        outbox.nudges.append(nudge_relay)
