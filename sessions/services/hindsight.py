"""What becomes known of presence after it was ended or moved: nobody is vouched for beyond their last sign of life.

Whoever ends or moves everybody's presence, a room's end for one, cannot know who fell silent a moment before. So
``last_seen_at`` stays what it was, the last sign of life, and who holds a connection testifies afterwards. A move is no
such sign: a span that begins with one and was never heard since is as doubtful as the end of the one before it.

Nothing changes where the session's attendance is final. Whoever changes several spans locks them in the order of
their ids first; the session's row comes after its spans, so whoever has that already passes over spans in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection as database

from sessions.models import EndReason, PresenceSpan


def vouch(*, session_id: UUID, connection: UUID, silent_for: timedelta) -> None:
    """Who holds this connection heard it ``silent_for`` ago: so much of what others ended is certain."""
    _run(
        """
        WITH heard AS MATERIALIZED (SELECT clock_timestamp() - %s AS at)
        UPDATE vip_sessions_presencespan AS span SET last_seen_at = LEAST(span.ended_at, heard.at)
        FROM heard WHERE span.session_id = %s AND span.connection = %s
            AND span.ended_at IS NOT NULL AND span.last_seen_at < LEAST(span.ended_at, heard.at)
        """,
        [silent_for, session_id, connection],
    )


def cut_back(*, session_id: UUID, connection: UUID, silent_for: timedelta | None) -> None:
    """What others ended or moved of this connection's presence ended ``silent_for`` ago, as who holds it knows.

    None where nobody knows more than its last sign of life. If it was taken up again since, what began then stays.
    """
    _run(
        """
        WITH mine AS (
            SELECT span.*, before.id IS NOT NULL AS moved_here,
                before.id IS NULL OR span.last_seen_at > span.began_at AS heard
            FROM vip_sessions_presencespan AS span
            LEFT JOIN vip_sessions_presencespan AS before ON before.session_id = span.session_id
                AND before.connection = span.connection AND before.id <> span.id
                AND before.ended_at = span.began_at AND before.end_reason = %s
            WHERE span.session_id = %s AND span.connection = %s
        ),
        said AS MATERIALIZED (SELECT clock_timestamp() - %s::interval AS at),
        life AS (
            SELECT GREATEST(said.at, max(mine.last_seen_at) FILTER (
                    WHERE mine.heard AND (said.at IS NULL OR mine.began_at <= said.at)
                )) AS last_at,
                min(mine.began_at) FILTER (WHERE NOT mine.moved_here AND mine.began_at > said.at) AS again_at
            FROM said LEFT JOIN mine ON true GROUP BY said.at
        ),
        doubtful AS (
            SELECT span.id, GREATEST(span.last_seen_at, life.last_at) AS last_at
            FROM vip_sessions_presencespan AS span, life
            WHERE span.session_id = %s AND span.connection = %s
                AND span.ended_at > GREATEST(span.last_seen_at, life.last_at)
                AND (life.again_at IS NULL OR span.began_at < life.again_at)
            ORDER BY span.id FOR NO KEY UPDATE OF span
        ),
        books AS (
            SELECT id FROM vip_sessions_session
            WHERE id = %s AND attendance_final_at IS NULL AND (SELECT count(*) FROM doubtful) > 0 FOR SHARE
        )
        UPDATE vip_sessions_presencespan AS span
        SET ended_at = doubtful.last_at, last_seen_at = doubtful.last_at,
            end_reason = CASE WHEN end_reason = ANY(%s) THEN end_reason ELSE %s END
        FROM doubtful, books WHERE span.id = doubtful.id
        """,
        [
            EndReason.MOVED,
            session_id,
            connection,
            silent_for,
            session_id,
            connection,
            session_id,
            _MEANT,
            EndReason.LOST,
        ],
    )


def say_left(*, session_id: UUID, person_id: UUID, connection: UUID) -> None:
    """This connection was not lost, as it seemed: the person had left it. When, stays as it is."""
    _run(
        """
        WITH last AS (
            SELECT id FROM vip_sessions_presencespan
            WHERE session_id = %s AND person_id = %s AND connection = %s
            ORDER BY began_at DESC, ended_at DESC LIMIT 1 FOR NO KEY UPDATE
        ),
        books AS (
            SELECT id FROM vip_sessions_session
            WHERE id = %s AND attendance_final_at IS NULL AND (SELECT count(*) FROM last) > 0 FOR SHARE
        )
        UPDATE vip_sessions_presencespan AS span SET end_reason = %s
        FROM last, books WHERE span.id = last.id AND span.end_reason = ANY(%s)
        """,
        [session_id, person_id, connection, session_id, EndReason.LEFT, _SEEMED],
    )


def settle(session_id: UUID) -> None:
    """For good: of whoever nobody has testified for, presence ends with their last sign of life.

    A process that lives renews who it holds, and says after an end whether they were there. So where the last sign is
    older than that takes, whoever held them was gone before the end.
    """
    patience = timedelta(seconds=settings.ROOM_RENEW_S + 2 * settings.ROOM_PING_S)
    ended = PresenceSpan.objects.filter(session_id=session_id, ended_at__isnull=False)
    spans = ended.select_for_update(skip_locked=True, no_key=True).order_by("connection", "began_at", "id")
    for stay in _stays(spans):
        heard = [span for span in stay if span is stay[0] or span.last_seen_at > span.began_at]
        last_at = max(span.last_seen_at for span in heard)
        if _ended_at(stay[-1]) - last_at <= patience:
            continue
        for span in stay:
            if _ended_at(span) > max(span.began_at, last_at):
                span.ended_at = span.last_seen_at = max(span.began_at, last_at)
                span.end_reason = span.end_reason if span.end_reason in _MEANT else EndReason.SERVER
                span.save(update_fields=["ended_at", "last_seen_at", "end_reason"])


def _stays(spans: Iterable[PresenceSpan]) -> Iterator[list[PresenceSpan]]:
    """What each connection was from its coming to its going: spans that follow each other by moves."""
    stay: list[PresenceSpan] = []
    for span in spans:
        if stay and not _moved(stay[-1], span):
            yield stay
            stay = []
        stay.append(span)
    if stay:
        yield stay


def _moved(before: PresenceSpan, after: PresenceSpan) -> bool:
    same = before.connection == after.connection and before.ended_at == after.began_at
    return same and before.end_reason == EndReason.MOVED


def _ended_at(span: PresenceSpan) -> datetime:
    assert span.ended_at is not None
    return span.ended_at


# Ends that somebody meant stay what they are, at whatever moment.
_MEANT = [EndReason.LEFT.value, EndReason.REMOVED.value]
_SEEMED = [EndReason.LOST.value, EndReason.SERVER.value]


def _run(sql: str, parameters: list[Any]) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql, parameters)
