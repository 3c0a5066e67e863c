"""The room's protocol: its messages, its pure state and transitions, its errors. No Django, Channels or Celery."""
