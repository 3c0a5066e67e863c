"""Whether final attendance still is what was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain as joined

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from sessions.domain.sealing import Fault, Head, Link, beginning, changed_fields, first_broken
from sessions.models import AttendanceChain, AttendanceRecord, AttendanceSeal, AttendanceSignature

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
        return tuple(joined(_changed(), _unsealed(), _wrongly_standing(), *map(_broken_links, chains)))


def chain_heads() -> tuple[AttendanceChain, ...]:
    """Each program's chain, to be noted down where nobody who could change the database can change it."""
    return tuple(AttendanceChain.objects.order_by("program_id"))


def _changed() -> Iterator[str]:
    seals = AttendanceSeal.objects.select_related("record", "signature").order_by("chain_id", "number")
    for seal in seals.iterator():
        sealed = seal.record or seal.signature
        if sealed is None:  # a constraint forbids it, and whoever changes rows may drop that first
            yield f"program {seal.chain_id}: link {seal.number} seals nothing"
        elif changed := changed_fields(seal.content, sealed.content):
            yield f"{_name(sealed)}, sealed as link {seal.number}, was changed: {', '.join(changed)}"


def _unsealed() -> Iterator[str]:
    for record in AttendanceRecord.versions.filter(seal=None).order_by("id").iterator():
        yield f"{_name(record)} has no seal"
    for signature in AttendanceSignature.objects.filter(seal=None).order_by("signed_at", "id").iterator():
        yield f"{_name(signature)} has no seal"


def _wrongly_standing() -> Iterator[str]:
    """Which version stands is not sealed, as it changes: but it can only be the last."""
    same = AttendanceRecord.versions.filter(
        session_id=OuterRef("session_id"), person_id=OuterRef("person_id")
    )
    records = AttendanceRecord.versions.annotate(
        corrected=Exists(same.filter(version__gt=OuterRef("version")))
    )
    for record in records.filter(corrected=True, superseded_at=None).order_by("id").iterator():
        yield f"{_name(record)} stands although it was corrected"
    for record in records.filter(corrected=False).exclude(superseded_at=None).order_by("id").iterator():
        yield f"{_name(record)} does not stand although it was not corrected"


def _broken_links(chain: AttendanceChain) -> Iterator[str]:
    seals = chain.seals.order_by("number").values_list("number", "content", "seal")
    broken = first_broken(
        (Link(number=number, content=content, seal=seal) for number, content, seal in seals.iterator()),
        start=beginning(str(chain.pk)),
        head=Head(number=chain.number, seal=chain.seal),
    )
    if broken is not None:
        yield f"program {chain.pk}: link {broken.number} {SENTENCES[broken.fault]}"


def _name(sealed: AttendanceRecord | AttendanceSignature) -> str:
    if isinstance(sealed, AttendanceSignature):
        return f"signature {sealed.pk} (session {sealed.session_id}, person {sealed.signer_id})"
    return f"record {sealed.pk} (session {sealed.session_id}, person {sealed.person_id})"
