"""Telephone numbers as people type them, and as E.164 has them. Pure."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s().\-\u2010-\u2015/]+")
_E164 = re.compile(r"\+[1-9]\d{7,14}")
# North America (NANP): neither the area nor the exchange begins with 0 or 1.
_NANP = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}")


def as_e164(text: str) -> str | None:
    """The number with its country, as in "+15550100199"; None for what is none. Without a country it is American."""
    digits = _SEPARATORS.sub("", text.strip())
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif not digits.startswith("+"):
        digits = ("+" if len(digits) == 11 and digits.startswith("1") else "+1") + digits
    if not digits.isascii() or not _E164.fullmatch(digits):
        return None
    if digits.startswith("+1") and not _NANP.fullmatch(digits):
        return None
    return digits


def ending(number: str) -> str:
    """Enough of it for its owner to know it again on a page that somebody may look at over their shoulder."""
    return f"•••• {number[-4:]}"
