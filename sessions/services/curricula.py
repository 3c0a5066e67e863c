"""Curricula, their topics and what clients are given for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from sessions.domain.errors import CurriculumRefused, ProgramRefused
from sessions.models import Curriculum, CurriculumTopic, Group, Material, Program, Topic
from sessions.services.topics import rotate_topics

LARGEST_FILE_BYTES = 5_000_000
# What clinicians hand out, and no browser runs.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    name: str
    content: bytes


@transaction.atomic
def set_up_curriculum(
    *, program: Program, name: str, topics: Sequence[Topic], now: datetime, curriculum_id: UUID | None = None
) -> Curriculum:
    """A new curriculum, or another order of this one, which its groups' occurrences ahead follow from now on.

    Raises ``CurriculumRefused`` and ``ProgramRefused``.
    """
    if not topics:
        raise CurriculumRefused("no_topics")
    if len(set(topics)) < len(topics):
        raise CurriculumRefused("topic_twice")
    locked = Curriculum.objects.select_for_update(no_key=True)
    curriculum = locked.get(pk=curriculum_id) if curriculum_id else Curriculum(program=program)
    if program.curricula.filter(name__iexact=name).exclude(pk=curriculum.pk).exists():
        raise ProgramRefused("name_taken")
    curriculum.name = name
    curriculum.save()
    curriculum.places.all().delete()
    CurriculumTopic.objects.bulk_create(
        CurriculumTopic(curriculum=curriculum, topic=topic, position=position)
        for position, topic in enumerate(topics, start=1)
    )
    for group in Group.objects.filter(series__curriculum=curriculum).order_by("pk").distinct():
        rotate_topics(group_id=group.pk, now=now)
    return curriculum


@transaction.atomic
def set_up_topic(*, name: str, summary: str, topic_id: int | None = None) -> Topic:
    """Raises ``ProgramRefused``."""
    topic = Topic.objects.get(pk=topic_id) if topic_id else Topic()
    if Topic.objects.filter(name__iexact=name).exclude(pk=topic.pk).exists():
        raise ProgramRefused("name_taken")
    topic.name, topic.summary = name, summary
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError:  # at this very moment somebody else took the name
        raise ProgramRefused("name_taken") from None
    return topic


@transaction.atomic
def remove_topic(topic_id: int) -> None:
    """Raises ``ProgramRefused`` where a curriculum or a session has it."""
    try:
        with transaction.atomic():
            Topic.objects.get(pk=topic_id).delete()
    except ProtectedError:
        raise ProgramRefused("topic_in_use") from None


@transaction.atomic
def add_material(*, topic: Topic, title: str, link: str = "", file: File | None = None) -> Material:
    """A link or a file that the topic's clients are given. Raises ``ProgramRefused``."""
    if file is None:
        return Material.objects.create(topic=topic, title=title, link=link)
    if len(file.content) > LARGEST_FILE_BYTES:
        raise ProgramRefused("file_too_large")
    if content_type_of(file.name) is None:
        raise ProgramRefused("file_kind")
    return Material.objects.create(topic=topic, title=title, file_name=file.name, content=file.content)


def content_type_of(file_name: str) -> str | None:
    """What a file of this name is sent as; None where such files are not taken."""
    return CONTENT_TYPES.get(PurePath(file_name).suffix.lower())
