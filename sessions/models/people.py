"""People who sign in: clients and staff."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Role(models.TextChoices):
    """What a person is to the clinic. What they may do in one session comes from its roster."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    GUEST = "guest"  # of one session, by invitation; has no account to sign in to


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in with ``email``; without a password, by e-mail code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """A supervisor who may also use the administration pages."""
        return self.create_user(email, password, **{"role": Role.SUPERVISOR, "is_superuser": True} | fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``display_name`` is the only name that other clients ever see; the person chooses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    legal_name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=60)
    pronouns = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CLIENT)
    phone = models.CharField(max_length=20, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["legal_name", "display_name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]
        # Every list of people is by legal name: a page of a long one is read where it begins, and nobody is sorted.
        indexes: ClassVar = [models.Index(fields=["legal_name", "id"], name="person_by_legal_name")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def is_staff_member(self) -> bool:
        return self.role not in (Role.CLIENT, Role.GUEST)

    @property
    def is_staff(self) -> bool:
        """May open the administration pages: what Django's admin asks."""
        return self.is_superuser
