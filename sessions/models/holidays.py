"""Days on which a program doesn't meet."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from sessions.models.programs import Program


@pghistory.track()
class Holiday(models.Model):
    """A local date without sessions of any series; without a program, of the whole clinic."""

    program = models.ForeignKey(
        Program, on_delete=models.CASCADE, related_name="holidays", null=True, blank=True
    )
    date = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["date", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "date"], nulls_distinct=False, name="holiday_once_per_program_and_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"
