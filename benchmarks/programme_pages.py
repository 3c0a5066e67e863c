"""The pages of the care programme, each as somebody opens it in a seeded clinic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from sessions.domain.recurrence import zone_named
from sessions.models import (
    ConsultationRequest,
    Curriculum,
    Enrolment,
    Group,
    MeasureResult,
    Payer,
    Role,
    Session,
    SessionStatus,
    Topic,
    User,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who opens pages, and what of. The clinician is the one with most groups, the client is one of theirs."""

    coordinator: User
    supervisor: User
    clinician: User
    client: User
    enrolment: Enrolment
    over: Session
    ahead: Session
    request: ConsultationRequest
    sent: MeasureResult
    curriculum: Curriculum
    topic: Topic
    payer: Payer


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page by what it is called: its path, and who opens it; nobody signed in, where None."""

    name: str
    path: Callable[[People], str]
    who: Callable[[People], User] | None


def find_people(now: datetime) -> People:
    """The same people for the same clinic. Raises ``DoesNotExist`` where none was seeded."""
    group = Group.objects.annotate(seated=Count("enrolments")).order_by("-seated", "name").first()
    if group is None:
        raise Group.DoesNotExist
    enrolment = Enrolment.objects.filter(group=group, ended_date=None).order_by("began_date", "pk").first()
    if enrolment is None:
        raise Enrolment.DoesNotExist
    sessions = Session.objects.filter(group=group)
    return People(
        coordinator=User.objects.filter(role=Role.COORDINATOR).earliest("pk"),
        supervisor=User.objects.filter(role=Role.SUPERVISOR).earliest("pk"),
        clinician=group.facilitators.earliest("pk"),
        client=enrolment.client,
        enrolment=enrolment,
        over=sessions.filter(status=SessionStatus.ENDED).latest("starts_at"),
        ahead=sessions.filter(status=SessionStatus.SCHEDULED, starts_at__gt=now).earliest("starts_at"),
        request=ConsultationRequest.objects.earliest("asked_at"),
        sent=MeasureResult.objects.filter(client=enrolment.client, completed_at__isnull=False).latest(
            "completed_at"
        ),
        curriculum=Curriculum.objects.filter(program__tracks__groups=group).earliest("pk"),
        topic=Topic.objects.earliest("pk"),
        payer=Payer.objects.filter(programs__tracks__groups=group).earliest("pk"),
    )


def _coordinator(people: People) -> User:
    return people.coordinator


def _supervisor(people: People) -> User:
    return people.supervisor


def _clinician(people: People) -> User:
    return people.clinician


def _client(people: People) -> User:
    return people.client


def _page(name: str, path: str, who: Callable[[People], User] | None = None) -> Page:
    """``path`` may name parts of ``People``: ``{client.pk}``."""
    return Page(
        name=name,
        path=lambda people: path.format(
            client=people.client,
            group=people.enrolment.group,
            track=people.enrolment.group.track,
            program=people.enrolment.group.track.program,
            over=people.over,
            ahead=people.ahead,
            request=people.request,
            clinician=people.clinician,
            sent=people.sent,
            curriculum=people.curriculum,
            topic=people.topic,
            payer=people.payer,
            full_day=timezone.localdate(people.over.starts_at, zone_named(people.over.program.time_zone)),
            next_week=(people.ahead.starts_at + timedelta(days=1)).date(),
        ),
        who=who,
    )


PAGES = (
    _page("visitor: ask for a consultation", "/begin/"),
    _page("visitor: asked", "/begin/thanks/"),
    _page("coordinator: today", "/today/", _coordinator),
    _page("coordinator: a full day", "/today/?date={full_day}", _coordinator),
    _page("coordinator: week calendar", "/calendar/", _coordinator),
    _page("coordinator: week calendar of a group", "/calendar/?group={group.pk}", _coordinator),
    _page("coordinator: week calendar of a program", "/calendar/?program={program.pk}", _coordinator),
    _page("coordinator: a session", "/calendar/sessions/{ahead.pk}/", _coordinator),
    _page("coordinator: a session's guests", "/sessions/{ahead.pk}/guests/", _coordinator),
    _page("coordinator: new session", "/calendar/new/", _coordinator),
    _page("coordinator: finding a client", "/calendar/people/?client_name=an", _coordinator),
    _page("coordinator: programs", "/programs/", _coordinator),
    _page("coordinator: new program", "/programs/new/?level=iop-adult", _coordinator),
    _page("coordinator: a program", "/programs/{program.pk}/", _coordinator),
    _page("coordinator: changing a program", "/programs/{program.pk}/edit/", _coordinator),
    _page("coordinator: a program's measures", "/programs/{program.pk}/measures/", _coordinator),
    _page("coordinator: closing a program", "/programs/{program.pk}/close/", _coordinator),
    _page("coordinator: new track", "/programs/{program.pk}/tracks/new/", _coordinator),
    _page("coordinator: a track", "/tracks/{track.pk}/", _coordinator),
    _page("coordinator: changing a track", "/tracks/{track.pk}/edit/", _coordinator),
    _page("coordinator: closing a track", "/tracks/{track.pk}/close/", _coordinator),
    _page("coordinator: new group", "/tracks/{track.pk}/groups/new/", _coordinator),
    _page("coordinator: a group", "/groups/{group.pk}/", _coordinator),
    _page("coordinator: changing a group", "/groups/{group.pk}/edit/", _coordinator),
    _page("coordinator: closing a group", "/groups/{group.pk}/close/", _coordinator),
    _page("coordinator: new sessions of a group", "/groups/{group.pk}/series/new/", _coordinator),
    _page("coordinator: curricula", "/curricula/", _coordinator),
    _page("coordinator: new curriculum", "/curricula/new/", _coordinator),
    _page("coordinator: a curriculum", "/curricula/{curriculum.pk}/", _coordinator),
    _page("coordinator: new topic", "/topics/new/", _coordinator),
    _page("coordinator: a topic", "/topics/{topic.pk}/", _coordinator),
    _page("coordinator: session kinds", "/kinds/", _coordinator),
    _page("coordinator: new kind", "/kinds/new/", _coordinator),
    _page("coordinator: a kind", "/kinds/individual/", _coordinator),
    _page("coordinator: payers", "/payers/", _coordinator),
    _page("coordinator: a payer", "/payers/{payer.pk}/", _coordinator),
    _page("coordinator: holidays", "/holidays/", _coordinator),
    _page("coordinator: team", "/team/", _coordinator),
    _page("coordinator: inviting a colleague", "/team/invite/", _coordinator),
    _page("coordinator: a colleague", "/team/{clinician.pk}/", _coordinator),
    _page("coordinator: agreements", "/agreements/", _coordinator),
    _page("coordinator: changing an agreement", "/agreements/telehealth/", _coordinator),
    _page("coordinator: intake board", "/intake/", _coordinator),
    _page("coordinator: a request by telephone", "/intake/new/", _coordinator),
    _page("coordinator: a request", "/intake/{request.pk}/", _coordinator),
    _page("coordinator: clients", "/clients/", _coordinator),
    _page("coordinator: clients, the last page", "/clients/?show=all&page=400", _coordinator),
    _page("coordinator: clients, searched", "/clients/?q=ada&show=all", _coordinator),
    _page("coordinator: a client's enrolment", "/clients/{client.pk}/enrolment/", _coordinator),
    _page("coordinator: import", "/clients/import/", _coordinator),
    _page("coordinator: tables", "/attendance/tables/", _coordinator),
    _page("coordinator: caseload", "/caseload/", _coordinator),
    _page("supervisor: other systems", "/connections/", _supervisor),
    _page("clinician: today", "/today/", _clinician),
    _page("clinician: a full day", "/today/?date={full_day}", _clinician),
    _page("clinician: alerts", "/alerts/", _clinician),
    _page("clinician: week calendar", "/calendar/", _clinician),
    _page("clinician: caseload", "/caseload/", _clinician),
    _page("clinician: caseload, reviews overdue", "/caseload/?show=review", _clinician),
    _page("clinician: clients", "/clients/", _clinician),
    _page("clinician: a client", "/clients/{client.pk}/", _clinician),
    _page("clinician: plan", "/clients/{client.pk}/plan/", _clinician),
    _page("clinician: measures", "/clients/{client.pk}/measures/", _clinician),
    _page("clinician: notes", "/clients/{client.pk}/notes/", _clinician),
    _page("clinician: attendance", "/clients/{client.pk}/attendance/", _clinician),
    _page("clinician: contacts", "/clients/{client.pk}/contacts/", _clinician),
    _page("clinician: enrolment", "/clients/{client.pk}/enrolment/", _clinician),
    _page("clinician: a session's note", "/sessions/{over.pk}/note/", _clinician),
    _page("clinician: a session's attendance", "/sessions/{over.pk}/attendance/", _clinician),
    _page("clinician: a session still to come", "/sessions/{ahead.pk}/attendance/", _clinician),
    _page("clinician: attesting presence", "/sessions/{over.pk}/attendance/attest/", _clinician),
    _page("client: home", "/", _client),
    _page("client: calendar", "/calendar/mine/", _client),
    _page("client: plan", "/plan/", _client),
    _page("client: measures", "/measures/", _client),
    _page("client: PHQ-9", "/measures/phq9/", _client),
    _page("client: a measure that was sent", "/measures/{sent.measure}/{sent.pk}/", _client),
    _page("client: aftercare", "/aftercare/", _client),
    _page("client: profile", "/profile/", _client),
    _page("client: preferences", "/preferences/", _client),
)
