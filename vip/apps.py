"""The composition root's app: it owns no models, and joins the parts that must not know of each other."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class VipConfig(AppConfig):
    name = "vip"

    def ready(self) -> None:
        from sessions.services import outbox
        from vip.instants import read_instants
        from vip.tasks import nudge_relay

        outbox.nudges.append(nudge_relay)
        connection_created.connect(read_instants, dispatch_uid="instants")
