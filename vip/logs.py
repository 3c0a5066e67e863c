"""Structured logs: JSON in production, readable lines elsewhere. Logs carry ids and codes, never names."""

from __future__ import annotations

import logging.config
import re

import structlog

_TOKEN = re.compile(r"(/join/|/guest/|/calendar/feed/|/messages/stop/)[^/\s?\"']+")


def without_tokens(
    logger: object, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Django logs the path of a request that it refuses, and who knows that of a join link or a feed needs no more."""
    return {
        key: _TOKEN.sub(r"\1…", value) if isinstance(value, str) else value for key, value in event.items()
    }


def logging_config(*, level: str, as_json: bool) -> None:
    """Send both structlog's and the standard library's records through one formatter to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_tokens,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": level},
            # Access lines would put room ids and link tokens beside people's addresses.
            "loggers": {
                "daphne.access": {"level": "WARNING"},
                "django.channels.server": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
