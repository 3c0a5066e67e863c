"""Who is in the demo's clinic. Nobody here exists; the telephone numbers are reserved for fiction."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from sessions.models import Role, User

ADDRESS_END = "@demo.test"
TIME_ZONE = "America/Phoenix"  # without daylight saving, so that any hour at which the demo starts exists on every day
STATE = "AZ"


@dataclass(frozen=True, slots=True)
class Persona:
    """A made-up person. Their address is their display name in lower case."""

    display_name: str
    family_name: str
    pronouns: str
    role: str = Role.CLIENT
    language: str = "en"

    @property
    def email(self) -> str:
        return self.display_name.lower() + ADDRESS_END


DANA = Persona("Dana", "Whitfield", "she/her", Role.FACILITATOR)
NOOR = Persona("Noor", "Haddad", "they/them", Role.FACILITATOR)
MIGUEL = Persona("Miguel", "Santos", "he/him", Role.FACILITATOR)
CORA = Persona("Cora", "Lindqvist", "she/her", Role.COORDINATOR)
SAM = Persona("Sam", "Okafor", "he/him", Role.SUPERVISOR)
STAFF = (DANA, NOOR, MIGUEL, CORA, SAM)

ANA = Persona("Ana", "Reyes", "she/her")
CARLA = Persona("Carla", "Bianchi", "she/her")
DESHAWN = Persona("Deshawn", "Carter", "he/him")
# Ana's place is the newcomer's; the other eight are who they meet.
LIVE_GROUP = (
    ANA,
    Persona("Ben", "Aldridge", "he/him"),
    CARLA,
    DESHAWN,
    Persona("Elena", "Vargas", "she/her", language="es"),
    Persona("Farid", "Rahimi", "he/him"),
    Persona("Grace", "Nakamura", "she/they"),
    Persona("Hugo", "Lindgren", "he/they"),
    Persona("Imani", "Brooks", "she/her"),
)
SECOND_GROUP = (
    Persona("Jonas", "Weber", "he/him"),
    Persona("Kezia", "Thompson", "she/her"),
    Persona("Liam", "Doherty", "he/him"),
    Persona("Mei", "Tanaka", "she/her"),
    Persona("Nadia", "Petrova", "she/her"),
    Persona("Omar", "Siddiqui", "he/him"),
    Persona("Priya", "Raman", "she/her"),
)
OUTPATIENT_GROUP = (
    Persona("Quinn", "Mercer", "they/them"),
    Persona("Rosa", "Delgado", "she/her", language="es"),
    Persona("Theo", "Papadakis", "he/him"),
    Persona("Uma", "Iyer", "she/her"),
    Persona("Victor", "Anders", "he/him"),
    Persona("Wren", "Castle", "they/she"),
)
EVERYONE = STAFF + LIVE_GROUP + SECOND_GROUP + OUTPATIENT_GROUP


def make_accounts() -> dict[Persona, User]:
    """An account for everyone. They have no passwords: the demo signs people in by a click."""
    return {
        persona: User.objects.create_user(
            persona.email,
            legal_name=f"{persona.display_name} {persona.family_name}",
            display_name=persona.display_name,
            pronouns=persona.pronouns,
            role=persona.role,
            language=persona.language,
            phone=f"+1 555 010 {number:04}",
            time_zone=TIME_ZONE,
            last_login=timezone.now(),  # they have been here: nobody waits for their first letter
        )
        for number, persona in enumerate(EVERYONE, start=100)
    }
