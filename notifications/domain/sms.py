"""Whether a text fits one SMS: 160 septets of the GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1). Pure.

One character outside the alphabet makes a carrier send the whole text as UCS-2, in pieces of 70 or fewer, each paid for
and each able to arrive without the others. In Spanish á, í, ó and ú are such; é, ñ, ü, ¿ and ¡ are not.
"""

from __future__ import annotations

from unicodedata import combining, normalize

MAX_SEPTETS = 160

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as an escape and a second septet.
_EXTENDED = frozenset("\f^{}\\[~]|€")


def outside_alphabet(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that no GSM-7 message can hold, each once, in order."""
    return tuple(dict.fromkeys(each for each in text if each not in _BASIC and each not in _EXTENDED))


def septets(text: str) -> int:
    """The length on the air of a text that is within the alphabet: an extended character counts twice."""
    return len(text) + sum(each in _EXTENDED for each in text)


def fits_one_sms(text: str) -> bool:
    """Whether ``text`` goes out whole, as one message."""
    return not outside_alphabet(text) and septets(text) <= MAX_SEPTETS


# What typography has and the alphabet has not.
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "•": "-",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


def within_alphabet(text: str) -> str:
    """``text`` as the alphabet can write it: a letter without its accent where only the accent is outside, else "?"."""
    plain = text.translate(_PLAIN)
    return "".join(each if each in _BASIC or each in _EXTENDED else _bare(each) for each in plain)


def _bare(character: str) -> str:
    letters = (each for each in normalize("NFD", character) if not combining(each))
    bare = "".join(letters)
    return bare if bare and all(each in _BASIC for each in bare) else "?"
