"""Sealing attendance records as they become final, and signatures: one chain per program."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from sessions.domain.sealing import Head, beginning, extend
from sessions.models import AttendanceChain, AttendanceRecord, AttendanceSeal, AttendanceSignature


@transaction.atomic
def seal(sealed: Sequence[AttendanceRecord | AttendanceSignature], *, program_id: UUID) -> None:
    """Append these to the program's chain, whose row stays locked until the transaction ends."""
    if not sealed:
        return
    start = beginning(str(program_id))
    AttendanceChain.objects.bulk_create(
        [AttendanceChain(program_id=program_id, number=start.number, seal=start.seal)], ignore_conflicts=True
    )
    chain = AttendanceChain.objects.select_for_update().get(pk=program_id)
    head, seals = Head(number=chain.number, seal=chain.seal), []
    for thing in sealed:
        link = extend(head, thing.content)
        seals.append(
            AttendanceSeal(
                chain=chain,
                number=link.number,
                record=thing if isinstance(thing, AttendanceRecord) else None,
                signature=thing if isinstance(thing, AttendanceSignature) else None,
                content=link.content,
                seal=link.seal,
            )
        )
        head = Head(number=link.number, seal=link.seal)
    AttendanceSeal.objects.bulk_create(seals)
    chain.number, chain.seal = head.number, head.seal
    chain.save(update_fields=["number", "seal"])
