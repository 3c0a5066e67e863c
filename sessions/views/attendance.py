"""A session's attendance: the live board while people come and go, the table when it is over.

Whoever may not read it learns not even that the session exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.models import Session, User
from sessions.queries.board import BoardRow, BoardState, attendance_board
from sessions.queries.record_access import may_correct_attendance, may_read_attendance, whole_session
from sessions.queries.weeks_at_risk import weeks_at_risk
from sessions.services.safety_panel import leads
from sessions.views.access import for_staff
from sessions.views.polling import render_live
from sessions.views.review import review_context


@require_safe
@for_staff
def attendance(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """The board of a session that is not final yet, asked again by the page every few seconds; else the table.

    ``?correct=`` names the record of the table that is to be corrected.
    """
    session = whole_session(session_id)
    if session is None:
        raise Http404
    may_correct = may_correct_attendance(user, session)
    if not may_correct and not may_read_attendance(user, session):
        raise Http404
    now = timezone.now()
    final = session.attendance_final_at is not None
    context = {"session": session, "now": now, "final": final, "may_correct": may_correct}
    if final:
        asked = request.GET.get("correct", "")
        context |= review_context(session, user, may_correct=may_correct, asked=asked)
    else:
        context |= live_board(session, now) | {"leads": leads(user, session)}
    if not request.headers.get("HX-Request"):  # what is asked again every few seconds is the board alone
        context["weeks"] = weeks_at_risk(session=session, now=now)
    return render_live(request, "sessions/attendance.html", "sessions/parts/people.html", context)


def live_board(session: Session, now: datetime) -> dict[str, Any]:
    rows = attendance_board(session=session, now=now)
    return {"rows": rows, "expected": len(rows), "counts": counts(rows)}


def counts(rows: Iterable[BoardRow]) -> list[tuple[BoardState, int]]:
    """How many are in each state that somebody is in, in the states' own order."""
    found = Counter(row.state for row in rows)
    return [(state, found[state]) for state in BoardState if found[state]]
