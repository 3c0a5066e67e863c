"""The FHIR R4 read API: ``/fhir/R4/<type>`` and ``/fhir/R4/<type>/<id>``, for the clinic's other systems.

A token says which types may be read. What cannot be understood is refused with an ``OperationOutcome`` rather than
ignored: an answer to another question than the one asked is worse than none (RFC: HL7 FHIR 4.0.1, http.html).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from sessions.models import AttendanceRecord, Role, RosterEntry, Scope, Session, User
from sessions.queries import fhir
from sessions.services.api_tokens import token_for

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
USUAL_COUNT, MOST_COUNT = 50, 200
STAFF = (Role.FACILITATOR, Role.COORDINATOR, Role.SUPERVISOR)
# FHIR's prefixes of dates (search.html#prefix), as far as instants need them.
PREFIXES = {"eq": "", "ge": "__gte", "gt": "__gt", "le": "__lte", "lt": "__lt"}


class Unanswerable(Exception):
    """Refused: an HTTP status, a FHIR issue code and a sentence."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        self.status, self.code, self.sentence = status, code, sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type: its scope, what may be asked of it, and how rows become resources."""

    scope: Scope
    rows: Callable[[], QuerySet[Any]]
    filters: dict[str, Callable[[QuerySet[Any], str], QuerySet[Any]]]
    resources: Callable[[list[Any]], list[fhir.Resource]]
    by_id: Callable[[str], Q]


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do; open to everybody, as FHIR wants it."""
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-21",
        "kind": "instance",
        "implementation": {"description": settings.SITE_NAME, "url": f"{settings.PUBLIC_URL}/fhir/R4"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": name,
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [
                            {"name": parameter, "type": _search_type(parameter)} for parameter in kind.filters
                        ],
                    }
                    for name, kind in KINDS.items()
                ],
            }
        ],
    }
    return answer(statement)


def _search_type(parameter: str) -> str:
    return {"date": "date", "_lastUpdated": "date", "_id": "token", "status": "token", "active": "token"}.get(
        parameter, "reference"
    )


@require_safe
def search(request: HttpRequest, name: str) -> HttpResponse:
    """A page of resources as a searchset Bundle, with the address of the next."""
    try:
        kind = admitted(request, name)
        return answer(bundle(request, name, kind))
    except Unanswerable as refused:
        return outcome(refused)


@require_safe
def read(request: HttpRequest, name: str, id_: str) -> HttpResponse:
    try:
        kind = admitted(request, name)
        row = kind.rows().filter(kind.by_id(id_)).first()
        if row is None:
            raise Unanswerable(404, "not-found", f"There is no {name} with this id.")
        return answer(kind.resources([row])[0])
    except Unanswerable as refused:
        return outcome(refused)


def admitted(request: HttpRequest, name: str) -> Kind:
    """The type asked for, if the request's token may read it."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = token_for(text.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unanswerable(401, "login", "Send a token that is in force: Authorization: Bearer <token>.")
    kind = KINDS.get(name)
    if kind is None:
        raise Unanswerable(404, "not-supported", f"{name} is not offered. The metadata tells what is.")
    if kind.scope not in token.scopes:
        raise Unanswerable(403, "forbidden", f"This token's scopes do not allow reading {name}.")
    return kind


def bundle(request: HttpRequest, name: str, kind: Kind) -> fhir.Resource:
    rows, count, after = kind.rows(), USUAL_COUNT, ""
    for parameter, values in request.GET.lists():
        value = str(values[-1])
        if len(values) > 1 and parameter not in ("date", "_lastUpdated"):
            raise Unanswerable(400, "invalid", f"{parameter} is given twice.")
        if parameter == "_count":
            count = _count(value)
        elif parameter == "_after":
            after = value
        elif parameter == "_format":
            continue
        elif parameter in kind.filters:
            for each in values:
                rows = kind.filters[parameter](rows, str(each))
        else:
            raise Unanswerable(400, "not-supported", f"{name} cannot be searched by {parameter}.")
    ordered = rows.order_by("pk")
    found = list((ordered.filter(pk__gt=_key(after)) if after else ordered)[: count + 1])
    page, more = found[:count], len(found) > count
    base = f"{settings.PUBLIC_URL}/fhir/R4/{name}"
    links = [{"relation": "self", "url": _with_query(base, request.GET.urlencode())}]
    if more:
        following = [(key, value) for key, value in request.GET.items() if key != "_after"]
        last = str(page[-1].pk)
        links.append(
            {"relation": "next", "url": _with_query(base, urlencode([*following, ("_after", last)]))}
        )
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": links,
        "entry": [
            {
                "fullUrl": f"{base}/{resource['id']}",
                "resource": resource,
                "search": {"mode": "match"},
            }
            for resource in kind.resources(page)
        ]
        or None,
    }


def _with_query(base: str, query: str) -> str:
    return f"{base}?{query}" if query else base


def _count(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= MOST_COUNT:
        raise Unanswerable(400, "value", f"_count is a number from 1 to {MOST_COUNT}.")
    return int(value)


def _key(value: str) -> UUID | int:
    try:
        return int(value) if value.isdecimal() and len(value) < 20 else UUID(value)
    except ValueError:
        raise Unanswerable(400, "value", "_after is what the link to the next page says.") from None


def _uuid(value: str) -> UUID:
    try:
        return UUID(hex=value.rpartition("/")[2])
    except ValueError:
        raise Unanswerable(400, "value", "This is not an id of ours.") from None


# --- what may be asked ------------------------------------------------------------------------------------------------


def by_date(column: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """An instant or a day in UTC, with one of FHIR's prefixes."""

    def narrowed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        prefix, rest = (value[:2], value[2:]) if value[:2] in PREFIXES else ("eq", value)
        try:
            moment, day = parse_datetime(rest) if "T" in rest else None, parse_date(rest)
        except ValueError:
            moment = day = None
        if moment is not None and moment.tzinfo is not None:
            return rows.filter(**{f"{column}{PREFIXES[prefix]}": moment})
        if day is None:
            raise Unanswerable(400, "value", "A date is like ge2027-03-10 or lt2027-03-11T00:00:00Z.")
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        end = start + timedelta(days=1)
        first, last = {"eq": (start, end), "ge": (start, None), "gt": (end, None), "le": (None, end)}.get(
            prefix, (None, start)
        )
        if first is not None:
            rows = rows.filter(**{f"{column}__gte": first})
        return rows.filter(**{f"{column}__lt": last}) if last is not None else rows

    return narrowed


def by_person(path: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{path: _uuid(value)})


def by_ids(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(pk__in=[_uuid(each) for each in value.split(",")])


def by_active(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value not in ("true", "false"):
        raise Unanswerable(400, "value", "active is true or false.")
    return rows.filter(is_active=value == "true")


def by_appointment_status(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    statuses = [status for status, word in fhir.APPOINTMENT_STATUS.items() if word == value]
    if not statuses:
        raise Unanswerable(400, "value", "status is booked, fulfilled or cancelled.")
    return rows.filter(status__in=statuses)


def encounter_by_id(value: str) -> Q:
    if len(value) != 64:
        raise Unanswerable(404, "not-found", "There is no Encounter with this id.")
    return Q(session_id=_uuid(value[:32]), person_id=_uuid(value[32:]))


def appointments(sessions: list[Session]) -> list[fhir.Resource]:
    roster: dict[UUID, list[RosterEntry]] = {session.pk: [] for session in sessions}
    for entry in RosterEntry.objects.filter(session__in=sessions).order_by("part", "person_id"):
        roster[entry.session_id].append(entry)
    return [fhir.appointment(session, roster[session.pk]) for session in sessions]


def encounters(records: list[AttendanceRecord]) -> list[fhir.Resource]:
    return fhir.encounters(records, now=timezone.now())


KINDS = {
    "Appointment": Kind(
        Scope.APPOINTMENT,
        lambda: Session.objects.select_related("kind"),
        {
            "_id": by_ids,
            "date": by_date("starts_at"),
            "patient": by_person("roster__person"),
            "practitioner": by_person("roster__person"),
            "status": by_appointment_status,
        },
        appointments,
        lambda value: Q(pk=_uuid(value)),
    ),
    "Encounter": Kind(
        Scope.ENCOUNTER,
        lambda: AttendanceRecord.objects.select_related("session__program", "session__kind"),
        {
            "appointment": by_person("session"),
            "date": by_date("session__starts_at"),
            "patient": by_person("person"),
            "_lastUpdated": by_date("finalized_at"),
        },
        encounters,
        encounter_by_id,
    ),
    "Patient": Kind(
        Scope.PATIENT,
        lambda: User.objects.filter(role=Role.CLIENT).select_related("profile"),
        {"_id": by_ids, "active": by_active},
        lambda people: [fhir.patient(person) for person in people],
        lambda value: Q(pk=_uuid(value)),
    ),
    "Practitioner": Kind(
        Scope.PRACTITIONER,
        lambda: User.objects.filter(role__in=STAFF),
        {"_id": by_ids, "active": by_active},
        fhir.practitioners,
        lambda value: Q(pk=_uuid(value)),
    ),
}


# --- answers ----------------------------------------------------------------------------------------------------------


def answer(resource: fhir.Resource, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(json.dumps(without_nothing(resource)), content_type=CONTENT_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    return response


def without_nothing(value: Any) -> Any:
    """FHIR knows no null and no empty objects."""
    if isinstance(value, dict):
        return {key: without_nothing(each) for key, each in value.items() if each is not None}
    return [without_nothing(each) for each in value] if isinstance(value, list) else value


def outcome(refused: Unanswerable) -> HttpResponse:
    issue = {"severity": "error", "code": refused.code, "diagnostics": refused.sentence}
    response = answer({"resourceType": "OperationOutcome", "issue": [issue]}, status=refused.status)
    if refused.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
