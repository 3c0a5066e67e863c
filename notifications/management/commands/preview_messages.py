"""``manage.py preview_messages --date 2027-02-02``: what would go out that day. Counts and times, never names."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.queries.forecast import Line, forecast


class Command(BaseCommand):
    help = "Tell what would go out on a day: how many messages of which kind, by which channel, at what time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", help="the day, as in 2027-02-02; today without it")
        parser.add_argument(
            "--zone", default="America/New_York", help="whose day and clock (America/New_York)"
        )

    def handle(self, *, date: str | None, zone: str, **options: Any) -> None:
        where = _zone(zone)
        day = _day(date) if date else timezone.localdate(timezone=where)
        lines = forecast(on=day, zone=where)
        going = [line for line in lines if not line.reason]
        held = [line for line in lines if line.reason]
        self.stdout.write(f"{day:%A} {day}, {zone}: {_total(going)} to go out, {_total(held)} held back")
        for line in going:
            self.stdout.write(f"  {line.at:%H:%M}  {line.tier:<10} {line.channel:<6} {line.number:>6}")
        for line in held:
            self.stdout.write(
                f"  {line.at:%H:%M}  {line.tier:<10} {line.channel:<6} {line.number:>6}  held back: {line.reason}"
            )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise CommandError(f"{name} is not a time zone. Give one such as America/New_York.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date. Give one such as 2027-02-02.") from None


def _total(lines: list[Line]) -> int:
    return sum(line.number for line in lines)
