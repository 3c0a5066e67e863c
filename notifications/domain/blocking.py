"""Why nothing more is sent to an address. Pure."""

from __future__ import annotations

from enum import StrEnum


class BlockReason(StrEnum):
    STOPPED = "stopped"  # its owner answered STOP; START lifts it
    BOUNCED = "bounced"  # it took a message once and then gave it back, or never will take one
    INVALID = "invalid"  # no such number or mailbox
    REASSIGNED = "reassigned"  # somebody else answers there now
    COMPLAINED = "complained"  # its owner called a message spam
