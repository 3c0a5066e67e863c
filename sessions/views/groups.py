"""Groups: who leads them and how many they seat, when they meet, and which topics go round."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sessions.domain.recurrence import zone_or_utc
from sessions.forms.profile import zone_word
from sessions.forms.setup import GroupForm, SeriesForm, terms_of_group
from sessions.models import Group, Track, User
from sessions.queries.capacity import seats_of
from sessions.queries.programs import GroupRow, lasting_series, weekly_of
from sessions.queries.topics import rotation_of
from sessions.services.groups import set_up_group
from sessions.services.series import schedule_series
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer

# As many occurrences of a rotation as fill a screen; the rest are in the calendar.
SHOWN = 16


@require_safe
@for_coordinators
def group(request: HttpRequest, user: User, group_id: UUID) -> HttpResponse:
    """Its seats, its clinicians, its series, and who meets which topic."""
    found, now = _group(group_id), timezone.now()
    today = _today(found.track)
    rotation = rotation_of(group=found, now=now)
    ahead = [session for session in rotation.sessions if session.ends_at > now]
    context = {
        "group": found,
        "row": _row(found, today),
        "series": lasting_series(today).filter(group=found),
        "rotation": rotation,
        "ahead": ahead[:SHOWN],
        "now": now,
    }
    return render(request, "setup/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_group(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    track = get_object_or_404(Track.objects.select_related("program"), pk=track_id)
    form = GroupForm(request.POST or None, initial={"seats_max": track.program.seats_max})
    page = FormPage(
        title=_("New group"),
        submit=_("Create group"),
        back=reverse("sessions:track", args=[track.pk]),
        back_label=track.name,
    )

    def save() -> str:
        return _address(set_up_group(track, form.terms(), today=_today(track), now=timezone.now()))

    return answer(request, page, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def edit_group(request: HttpRequest, user: User, group_id: UUID) -> HttpResponse:
    found = _group(group_id)
    form = GroupForm(request.POST or None, initial=terms_of_group(found))
    page = FormPage(
        title=_("Change %(group)s") % {"group": found.name},
        submit=_("Save"),
        back=_address(found),
        back_label=found.name,
        lede=_("Whoever leads the group leads its sessions ahead from now on."),
    )

    def save() -> str:
        today = _today(found.track)
        set_up_group(found.track, form.terms(), today=today, now=timezone.now(), group_id=found.pk)
        return _address(found)

    return answer(request, page, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_series(request: HttpRequest, user: User, group_id: UUID) -> HttpResponse:
    """Begins with the days and times of the group's track."""
    found = _group(group_id)
    track = found.track
    form = SeriesForm(
        request.POST or None,
        program=track.program,
        initial={
            "weekdays": track.weekdays,
            "starts_local": track.starts_local,
            "minutes": _minutes(track),
            "from_date": _today(track),
        },
    )
    page = FormPage(
        title=_("New sessions of %(group)s") % {"group": found.name},
        submit=_("Plan sessions"),
        back=_address(found),
        back_label=found.name,
        lede=_("Times are the program's own: %(zone)s.") % {"zone": zone_word(track.program.time_zone)},
    )

    def save() -> str:
        series = schedule_series(group=found, now=timezone.now(), **form.plan())
        count = series.sessions.count()
        if count:
            said = ngettext("%(count)s session is planned.", "%(count)s sessions are planned.", count)
            messages.success(request, said % {"count": count})
        else:
            messages.success(request, _("Planned. The sessions come when the track is published."))
        return _address(found)

    return answer(request, page, form, save)


def _row(found: Group, today: date) -> GroupRow:
    return GroupRow(
        group=found,
        seats=seats_of(groups=[found], on=today)[found.pk],
        weekly=weekly_of(lasting_series(today).filter(group=found)),
    )


def _minutes(track: Track) -> int:
    starts, ends = track.starts_local, track.ends_local
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def _group(group_id: UUID) -> Group:
    return get_object_or_404(Group.objects.select_related("track__program__backup", "backup"), pk=group_id)


def _today(track: Track) -> date:
    return timezone.now().astimezone(zone_or_utc(track.program.time_zone)).date()


def _address(found: Group) -> str:
    return reverse("sessions:group", args=[found.pk])
