"""What groups are about: topics with their materials, and the order in which they rotate."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from sessions.models.programs import Program


class Topic(models.Model):
    """One subject of a group, such as relapse prevention."""

    name = models.CharField(max_length=120, unique=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class MaterialManager(models.Manager["Material"]):
    """Leaves the files' content in the database until somebody asks for one."""

    def get_queryset(self) -> models.QuerySet[Material]:
        return super().get_queryset().defer("content")


class Material(models.Model):
    """Something that clients are given for a topic: a link, or a file of a few megabytes.

    Files are kept in the database: there are some dozens of them, every web process needs them, and they are backed
    up with everything else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=120)
    link = models.URLField(max_length=500, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True, blank=True)

    objects = MaterialManager()

    class Meta:
        ordering: ClassVar = ["title", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(content=None, file_name="") & ~Q(link="")
                | Q(content__isnull=False, link="") & ~Q(file_name=""),
                name="material_is_a_link_or_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Curriculum(models.Model):
    """The topics that a program's groups go round through, in the order of their places."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="curricula")
    name = models.CharField(max_length=120)
    topics = models.ManyToManyField(Topic, through="CurriculumTopic", related_name="curricula")

    class Meta:
        verbose_name_plural = "curricula"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "name"], name="curriculum_name_once_per_program"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CurriculumTopic(models.Model):
    """A topic's place in a curriculum."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="places")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["curriculum", "topic"], name="topic_once_per_curriculum"),
        ]

    def __str__(self) -> str:
        return f"place {self.position} of curriculum {self.curriculum_id}"
