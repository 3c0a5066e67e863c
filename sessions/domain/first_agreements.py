"""Version 1 of what everybody agrees to, in plain words. It stays as it is: what changes is a new version, as data.

A clinic has its own counsel read these and puts its own words into force on the page for agreements.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """An agreement's title and its paragraphs, which blank lines part."""

    title: str
    body: str


FIRST_AGREEMENTS: dict[str, dict[str, Wording]] = {
    "telehealth": {
        "en": Wording(
            "Care by video",
            """\
I agree to meet my clinicians and my group by video. It is my choice: I may stop at any time, ask for another kind of \
care, and it will not be held against me.

Video has limits. A connection may fail, and my clinician sees less of me than in person. If the line drops, staff \
call the number I gave today.

My clinicians may treat me only where they are licensed. So each time I say truthfully where I am, and I do not join \
while I drive.

If my clinician believes that I or somebody else is in danger, they may send help to the address I gave today and call \
my emergency contact.

Sessions are never recorded, by the clinic or by me. What I share is protected by health privacy law (HIPAA and, for \
substance use care, 42 CFR Part 2). There are exceptions, such as danger to life and abuse of a child or of a \
dependent adult.""",
        ),
        "es": Wording(
            "Atención por video",
            """\
Acepto reunirme por video con mis profesionales y con mi grupo. Es mi decisión: puedo dejarlo en cualquier momento y \
pedir otro tipo de atención, sin que eso me perjudique.

El video tiene límites. La conexión puede fallar y mi profesional me ve menos que en persona. Si se corta, el personal \
me llama al número que di hoy.

Mis profesionales solo pueden atenderme donde tienen licencia. Por eso digo cada vez, con verdad, dónde estoy, y no \
entro mientras conduzco.

Si mi profesional cree que yo u otra persona está en peligro, puede enviar ayuda a la dirección que di hoy y llamar a \
mi contacto de emergencia.

Las sesiones nunca se graban, ni por la clínica ni por mí. Lo que comparto está protegido por las leyes de privacidad \
de la salud (HIPAA y, en la atención por consumo de sustancias, 42 CFR Parte 2). Hay excepciones, como el peligro para \
la vida y el maltrato de un menor o de un adulto dependiente.""",
        ),
    },
    "confidentiality": {
        "en": Wording(
            "What is said here stays here",
            """\
I keep to myself who is in the group and what is said in it. I do not tell others names, stories or anything that \
could show who somebody is, during the program and after it.

I join from a place where nobody else can see or hear the group, and I use headphones where somebody might.

I do not record, photograph or copy anything of a session.

The clinic protects what I say, but it cannot promise that every member of the group does. I decide myself what I \
share.""",
        ),
        "es": Wording(
            "Lo que se dice aquí se queda aquí",
            """\
Guardo para mí quién está en el grupo y lo que se dice en él. No cuento a nadie nombres, historias ni nada que pueda \
revelar quién es alguien, durante el programa ni después.

Entro desde un lugar donde nadie más puede ver ni oír al grupo, y uso auriculares si alguien pudiera hacerlo.

No grabo, fotografío ni copio nada de una sesión.

La clínica protege lo que digo, pero no puede prometer que cada miembro del grupo lo haga. Yo decido qué comparto.""",
        ),
    },
}
