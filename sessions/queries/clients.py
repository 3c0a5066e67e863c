"""The clients' list: searched, filtered and one page at a time, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sessions.domain.authorizations import Concern
from sessions.models import CareTeamMember, Duty, Enrolment, User
from sessions.queries.authorizations import concerns
from sessions.queries.pages import Paged
from sessions.queries.record_access import OVERSEEING, all_records, reads_records, records_of
from sessions.queries.terms import listed_enrolments, terms_of
from sessions.queries.weekly_hours import Dose, doses_under
from sessions.queries.written import Among, Given, Written, WrittenRows

PAGE_SIZE = 20


class Standing(StrEnum):
    """Which clients the list shows."""

    ENROLLED = "enrolled"
    FORMER = "former"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    client: User
    enrolment: Enrolment | None
    dose: Dose | None
    therapist: str
    concern: Concern | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """``number`` is this page's, from 1; there are ``pages`` of them and ``total`` clients."""

    rows: tuple[ClientRow, ...]
    number: int
    pages: int
    total: int


def client_page(*, user: User, search: str, standing: Standing, number: int, now: datetime) -> ClientPage:
    """One page by legal name. ``search`` finds parts of names and the beginning of an e-mail address."""
    if not reads_records(user):
        return ClientPage(rows=(), number=1, pages=1, total=0)
    words = {f"word_{place}": word for place, word in enumerate(search.split())}
    listed = _listed(user.role in OVERSEEING, standing, tuple(words)).page(
        number=number, size=PAGE_SIZE, clinician=user.pk, today=now.date(), **words
    )
    clients = {client.pk: client for client in _CLIENTS.rows(ids=list(listed.ids))}
    rows = _rows([clients[pk] for pk in listed.ids if pk in clients], now)
    return ClientPage(rows=rows, number=listed.number, pages=listed.pages, total=listed.total)


@lru_cache(maxsize=64)
def _listed(overseeing: bool, standing: Standing, words: tuple[str, ...]) -> Paged:
    """For the office or the ``clinician``, with their ``standing`` ``today``, who match each of these words.

    One for each number of words: the SQL is kept and never what was read by it.
    """

    def make() -> QuerySet[User]:
        found = _standing(all_records() if overseeing else records_of(Given("clinician")), standing)
        for name in words:
            word = Given(name)
            found = found.filter(
                Q(legal_name__icontains=word) | Q(display_name__icontains=word) | Q(email__istartswith=word)
            )
        return found.order_by("legal_name", "id")

    return Paged(make, few=bool(words))


def _standing(clients: QuerySet[User], standing: Standing) -> QuerySet[User]:
    lasting = Enrolment.objects.filter(
        Q(ended_date=None) | Q(ended_date__gt=Given("today")), client=OuterRef("pk")
    )
    match standing:
        case Standing.ENROLLED:
            return clients.filter(Exists(lasting))
        case Standing.FORMER:
            ever = Enrolment.objects.filter(client=OuterRef("pk"))
            return clients.filter(~Exists(lasting), Exists(ever))
        case Standing.ALL:
            return clients


def _rows(clients: list[User], now: datetime) -> tuple[ClientRow, ...]:
    ids = [client.pk for client in clients]
    lasting = listed_enrolments(client_ids=ids, now=now)
    found = doses_under(terms_of(lasting.values()), now=now)
    enrolments = {client_id: each.enrolment for client_id, each in found.items()}
    enrolment_ids = [enrolment.pk for enrolment in enrolments.values()]
    therapists = _therapists(enrolment_ids)
    grave = concerns([each.terms for each in found.values()], now=now)
    rows = []
    for client in clients:
        enrolment = enrolments.get(client.pk)
        rows.append(
            ClientRow(
                client=client,
                enrolment=enrolment,
                dose=found.get(client.pk),
                therapist=therapists.get(enrolment.pk, "") if enrolment else "",
                concern=grave.get(enrolment.pk) if enrolment else None,
            )
        )
    return tuple(rows)


def _therapists(enrolment_ids: list[UUID]) -> dict[UUID, str]:
    return dict(_THERAPISTS.ask(enrolments=enrolment_ids)) if enrolment_ids else {}


_CLIENTS = WrittenRows(User, lambda: User.objects.filter(Among("id", "ids")))
_THERAPISTS = Written(
    lambda: (
        CareTeamMember.objects.filter(Among("enrolment_id", "enrolments"), duty=Duty.THERAPIST)
        .order_by("-pk")
        .values_list("enrolment_id", "person__display_name")
    )
)
