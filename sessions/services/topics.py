"""Which topic each occurrence has: a group's curricula rotate through what is ahead of it.

What has begun keeps the topic that it has. Whatever changes the occurrences ahead, or the curriculum, calls
``rotate_topics``.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sessions.domain.curriculum import rotation
from sessions.models import CurriculumTopic, Session, SessionStatus


def rotate_topics(*, group_id: UUID, now: datetime) -> None:
    """Give every occurrence ahead the topic whose turn it is, in each of the group's curricula."""
    sessions = (
        Session.objects.filter(group=group_id, series__curriculum__isnull=False)
        .exclude(status=SessionStatus.CANCELLED)
        .select_related("series")
        .order_by("starts_at", "id")
    )
    by_curriculum: dict[UUID, list[Session]] = {}
    for session in sessions:
        if session.series and session.series.curriculum_id:
            by_curriculum.setdefault(session.series.curriculum_id, []).append(session)
    changed: list[Session] = []
    for curriculum_id, planned in by_curriculum.items():
        topics = CurriculumTopic.objects.filter(curriculum=curriculum_id).order_by("position", "id")
        changed += _turned(planned, list(topics.values_list("topic", flat=True)), now)
    Session.objects.bulk_update(changed, ["topic"])


def _turned(sessions: list[Session], topics: list[int], now: datetime) -> list[Session]:
    """Those of the sessions whose topic is another one now."""
    ahead = [session for session in sessions if _open(session, now)]
    if not topics or not ahead:
        return []
    held = [session.topic_id for session in sessions if not _open(session, now)]
    planned = rotation(
        topics=topics,
        held=[topic for topic in held if topic is not None],
        starts=[session.starts_at for session in ahead],
    )
    changed = []
    for session, meeting in zip(ahead, planned, strict=True):
        if session.topic_id != meeting.topic:
            session.topic_id = meeting.topic
            changed.append(session)
    return changed


def _open(session: Session, now: datetime) -> bool:
    """It has not begun; or it is on, and nobody has said yet what it is about."""
    return session.starts_at > now or (session.topic_id is None and session.ends_at > now)
