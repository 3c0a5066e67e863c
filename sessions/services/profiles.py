"""What people say of themselves: the name that others see, how to reach them, whom to call for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from sessions.domain.events import PreferencesChanged
from sessions.models import ClientProfile, User
from sessions.services.outbox import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMe:
    """As the person entered it; the e-mail address is not theirs to change, since they sign in by it."""

    display_name: str
    pronouns: str
    language: str
    time_zone: str
    phone: str
    home_address: str
    home_state: str
    emergency_name: str
    emergency_phone: str
    emergency_relationship: str


@transaction.atomic
def change_profile(*, person: User, about: AboutMe) -> None:
    """Write down what the person says of themselves; messages ahead follow a new clock or language."""
    moved = (person.language, person.time_zone) != (about.language, about.time_zone)
    person.display_name, person.pronouns = about.display_name, about.pronouns
    person.language, person.time_zone, person.phone = about.language, about.time_zone, about.phone
    person.save(update_fields=["display_name", "pronouns", "language", "time_zone", "phone"])
    ClientProfile.objects.update_or_create(
        person=person,
        defaults={
            "home_address": about.home_address,
            "home_state": about.home_state,
            "emergency_name": about.emergency_name,
            "emergency_phone": about.emergency_phone,
            "emergency_relationship": about.emergency_relationship,
        },
    )
    if moved:
        announce(PreferencesChanged(person_id=person.pk))
