"""The real settings for mypy's Django plugin, which must not need running servers."""

import os

os.environ.setdefault("VIP_MODE", "test")
os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/types")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")

from vip.settings import *  # noqa: F403
