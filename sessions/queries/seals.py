"""Whether final attendance still is what was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain as joined

from django.db import connection, transaction

from sessions.domain.sealing import Fault, Head, Link, beginning, changed_fields, first_broken
from sessions.models import AttendanceChain, AttendanceRecord, AttendanceSeal

SENTENCES = {
    Fault.ALTERED: "is not what was sealed: it or the link before it was altered",
    Fault.MISSING: "is missing",
    Fault.ADDED: "was added after the chain's head",
}


def faults_of_attendance() -> tuple[str, ...]:
    """A sentence for each thing that was changed, by ids and names of fields alone; none where all is well.

    Everything is read as of one instant, so what becomes final meanwhile does no harm.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        chains = AttendanceChain.objects.order_by("program_id")
        return tuple(joined(_changed_records(), _unsealed_records(), *map(_broken_links, chains)))


def chain_heads() -> tuple[AttendanceChain, ...]:
    """Each program's chain, to be noted down where nobody who could change the database can change it."""
    return tuple(AttendanceChain.objects.order_by("program_id"))


def _changed_records() -> Iterator[str]:
    for seal in AttendanceSeal.objects.select_related("record").order_by("chain_id", "number").iterator():
        if changed := changed_fields(seal.content, seal.record.content):
            yield f"{_name(seal.record)}, sealed as link {seal.number}, was changed: {', '.join(changed)}"


def _unsealed_records() -> Iterator[str]:
    for record in AttendanceRecord.objects.filter(seal=None).order_by("id").iterator():
        yield f"{_name(record)} has no seal"


def _broken_links(chain: AttendanceChain) -> Iterator[str]:
    seals = chain.seals.order_by("number").values_list("number", "content", "seal")
    broken = first_broken(
        (Link(number=number, content=content, seal=seal) for number, content, seal in seals.iterator()),
        start=beginning(str(chain.pk)),
        head=Head(number=chain.number, seal=chain.seal),
    )
    if broken is not None:
        yield f"program {chain.pk}: link {broken.number} {SENTENCES[broken.fault]}"


def _name(record: AttendanceRecord) -> str:
    return f"record {record.pk} (session {record.session_id}, person {record.person_id})"
