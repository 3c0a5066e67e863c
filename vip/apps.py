"""The composition root's app: it owns no models."""

from django.apps import AppConfig


class VipConfig(AppConfig):
    name = "vip"
