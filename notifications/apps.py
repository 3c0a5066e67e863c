"""Notifications: what to tell whom and when."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications import checks, mail_reports  # noqa: F401  (importing registers them)
