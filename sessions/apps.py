"""The care domain's app. Its label keeps clear of ``django.contrib.sessions``."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "sessions"
    label = "vip_sessions"
    verbose_name = "Care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sessions import confinement  # noqa: F401  (importing registers it)
