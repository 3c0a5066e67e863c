"""The intake board: who asked, how far each request has come, and how long it has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from sessions.models import ConsultationRequest, RequestStatus, User

OPEN = (RequestStatus.NEW, RequestStatus.SCREENING, RequestStatus.INSURANCE, RequestStatus.READY)
# Whoever asks for care and hears nothing for a day looks elsewhere, or for nothing at all.
ANSWER_WITHIN = timedelta(days=1)
# A column shows so many; the oldest, who waited longest, come first.
COLUMN_SIZE = 30
DONE_SIZE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One request. ``waits_too_long``: nobody has taken it for longer than a day."""

    request: ConsultationRequest
    waits_too_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The requests that are at one step, the oldest first, and how many there are in all."""

    status: RequestStatus
    cards: tuple[Card, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """``done`` are the last ones that were enrolled or closed."""

    columns: tuple[Column, ...]
    done: tuple[ConsultationRequest, ...]

    @property
    def empty(self) -> bool:
        return not any(column.total for column in self.columns)


def intake_board(*, now: datetime, of: User | None = None) -> Board:
    """What is open, and the last that was done; ``of`` one person alone, where given.

    A query for each step, one for how many are at each, and one for what is done.
    """
    requests = ConsultationRequest.objects.select_related(
        "assigned_to", "screening", "insurance_check__payer"
    )
    if of is not None:
        requests = requests.filter(assigned_to=of)
    at_step = requests.filter(status__in=OPEN).order_by().values_list("status")
    counts = dict(at_step.annotate(count=Count("pk")))
    columns = []
    for status in OPEN:
        found = requests.filter(status=status).order_by("asked_at", "id")[:COLUMN_SIZE]
        cards = tuple(
            Card(
                request=request,
                waits_too_long=status == RequestStatus.NEW and now - request.asked_at > ANSWER_WITHIN,
            )
            for request in found
        )
        columns.append(Column(status=status, cards=cards, total=counts.get(status, 0)))
    done = requests.exclude(status__in=OPEN).order_by("-asked_at", "id")[:DONE_SIZE]
    return Board(columns=tuple(columns), done=tuple(done))
