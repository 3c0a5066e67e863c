"""The composition root: settings, URLs, ASGI, Celery, the event table and the outbox relay."""

from vip.celery import app as celery_app

__all__ = ["celery_app"]
