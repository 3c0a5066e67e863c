"""Two calendar programs that know nothing of the library that writes our files: vobject, and Thunderbird's ical.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import vobject

READER = Path(__file__).parents[2] / "frontend" / "scripts" / "read-ical.mjs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An appointment as a calendar program understood it."""

    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    visibility: str
    status: str
    attendees: int


@dataclass(frozen=True, slots=True)
class File:
    method: str
    entries: tuple[Entry, ...]


def read_by_vobject(content: bytes) -> File:
    calendar = vobject.readOne(content.decode(), validate=True)
    entries = tuple(
        Entry(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            summary=event.summary.value,
            starts_at=event.dtstart.value.astimezone(UTC),
            ends_at=event.dtend.value.astimezone(UTC),
            visibility=getattr(event, "class").value,
            status=event.status.value,
            attendees=len(event.contents.get("attendee", [])),
        )
        for event in calendar.contents.get("vevent", [])
    )
    return File(calendar.method.value, entries)


def read_by_ical_js(content: bytes) -> File:
    node = shutil.which("node")
    assert node is not None, "bin/test gets a Node; without it, put one on the PATH"
    read = subprocess.run([node, READER], input=content, capture_output=True, check=True, timeout=60)
    told: dict[str, Any] = json.loads(read.stdout)
    entries = tuple(
        Entry(
            uid=event["uid"],
            sequence=event["sequence"],
            summary=event["summary"],
            starts_at=datetime.fromisoformat(event["starts_at"]),
            ends_at=datetime.fromisoformat(event["ends_at"]),
            visibility=event["class"],
            status=event["status"],
            attendees=event["attendees"],
        )
        for event in told["events"]
    )
    return File(told["method"], entries)


@dataclass
class CalendarApp:
    """What a program keeps of the files it is given, by RFC 5546 (2.1.5): one entry per UID, the highest SEQUENCE."""

    kept: dict[str, Entry] = field(default_factory=dict)

    def take(self, file: File) -> None:
        for entry in file.entries:
            known = self.kept.get(entry.uid)
            if known is None or entry.sequence >= known.sequence:
                self.kept[entry.uid] = entry

    @property
    def shown(self) -> list[datetime]:
        """The starts of what is not cancelled."""
        return sorted(entry.starts_at for entry in self.kept.values() if entry.status != "CANCELLED")
