"""What a message must never say where others may see it: a lock screen, a shared mailbox, a browser's history. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Stems, English and Spanish, matched from the start of a word and in any case. A clinic adds its own
# (its name, its street) in the setting DENIED_WORDS.
DENIED = (
    "addict", "adicci", "adict", "alcohol", "clinic", "clínic", "cliente", "client", "coordinador", "coordinator",
    "counsel", "consejer", "depress", "depresi", "diagnos", "diagnós", "drog", "drug", "facilita", "group", "grup",
    "health", "hospital", "intensiv", "iop", "medicat", "medicac", "mental", "outpatient", "ambulatori", "patient",
    "pacient", "php", "program", "psych", "psico", "psiqui", "recover", "recuper", "rehab", "relapse", "recaída",
    "salud", "sober", "sobri", "substance", "sustancia", "suicid", "supervisor", "telehealth", "telesalud", "terap",
    "therap", "track", "treatment", "tratamiento", "trauma",
)  # fmt: skip


def indiscretions(text: str, *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """The denied stems that ``text`` holds at the start of a word, each once, in the list's order."""
    lowered = text.lower()
    # An underscore or a digit may stand before a word in an address, so "start of a word" means: no letter before.
    return tuple(
        stem for stem in (*DENIED, *also) if re.search(rf"(?<![^\W\d_]){re.escape(stem.lower())}", lowered)
    )
