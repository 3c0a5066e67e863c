"""A trend as a drawing: where its points, bands and marks lie. The template draws it and tells it as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions.domain.measures import Severity
from sessions.queries.measures import Course

# In units of the drawing's own; it scales to the page.
WIDTH, HEIGHT = 420, 200
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 12, 30


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    total: int
    at: datetime
    alert: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A severity's stretch of the scale."""

    severity: Severity
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on the scale."""

    y: float
    total: int


@dataclass(frozen=True, slots=True)
class Trend:
    points: tuple[Point, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    line: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    scale: int = LEFT - 7
    right: int = WIDTH - RIGHT
    across: int = WIDTH - RIGHT - LEFT
    foot: int = HEIGHT - BOTTOM


def trend(course: Course) -> Trend | None:
    """None where there are not two readings to draw a line between."""
    if len(course.readings) < 2:
        return None
    highest = course.instrument.highest
    first, last = course.readings[0].at, course.readings[-1].at
    span = (last - first).total_seconds() or 1.0

    def y(total: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * total / highest, 1)

    points = tuple(
        Point(
            x=round(LEFT + (WIDTH - LEFT - RIGHT) * (each.at - first).total_seconds() / span, 1),
            y=y(each.score.total),
            total=each.score.total,
            at=each.at,
            alert=each.score.alert,
        )
        for each in course.readings
    )
    bands, upper = [], highest
    for lowest, severity in course.instrument.bands:
        bands.append(Band(severity=severity, y=y(upper), height=round(y(lowest) - y(upper), 1)))
        upper = lowest
    marks = sorted({0, highest, *(lowest for lowest, _ in course.instrument.bands)}) or [0, highest]
    return Trend(
        points=points,
        bands=tuple(bands),
        marks=tuple(Mark(y=y(total), total=total) for total in marks),
        line=" ".join(f"{point.x},{point.y}" for point in points),
    )
