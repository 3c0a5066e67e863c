"""What a person chooses about the messages to them: one page, each part of it a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.domain.numbers import ending
from notifications.domain.planning import Channel
from notifications.errors import PreferenceRefused
from notifications.forms.preferences import (
    USUAL_ZONES,
    ChannelsForm,
    CodeForm,
    HoursForm,
    NumberForm,
    WordsForm,
)
from notifications.models import CalendarFeed, NumberCheck, PushSubscription
from notifications.services import numbers
from notifications.services.preferences import (
    choose_channels,
    choose_hours,
    choose_language_and_zone,
    has_way,
    preference_of,
)
from notifications.services.reaching import reach_of
from notifications.tasks import send_number_code
from notifications.transports import offered
from notifications.transports.push import public_key
from notifications.views.access import for_people
from sessions.models import User


@require_safe
@for_people
def preferences(request: HttpRequest, user: User) -> HttpResponse:
    return _page(request, user)


@require_POST
@for_people
def channels(request: HttpRequest, user: User) -> HttpResponse:
    """Which kind of message comes by which channel."""
    form = ChannelsForm(request.POST, preference=preference_of(user))
    return _kept(
        request,
        user,
        form,
        lambda: choose_channels(person=user, chosen=form.chosen),
        name="channels_form",
        said=_("Saved. Your next messages come as you chose."),
    )


@require_POST
@for_people
def hours(request: HttpRequest, user: User) -> HttpResponse:
    """When the phone may ring."""
    form = HoursForm(request.POST)
    return _kept(
        request,
        user,
        form,
        lambda: choose_hours(person=user, **form.cleaned_data),
        name="hours_form",
        said=_("Saved. Your phone stays quiet at other times."),
    )


@require_POST
@for_people
def words(request: HttpRequest, user: User) -> HttpResponse:
    """In which language, and by which clock."""
    form = WordsForm(request.POST)
    return _kept(
        request,
        user,
        form,
        lambda: choose_language_and_zone(person=user, **form.cleaned_data),
        name="words_form",
        said=_("Saved."),
    )


@require_POST
@for_people
def number(request: HttpRequest, user: User) -> HttpResponse:
    """The number that is to be proved: a code goes there."""
    form = NumberForm(request.POST)

    def ask() -> None:
        numbers.want_number(person=user, typed=form.cleaned_data["number"], now=timezone.now())
        send_number_code.delay(str(user.pk))

    return _kept(
        request,
        user,
        form,
        ask,
        name="number_form",
        said=_("We texted you a code. Type it below."),
        at="texts",
    )


@require_POST
@for_people
def code(request: HttpRequest, user: User) -> HttpResponse:
    """The code that proves it."""
    form = CodeForm(request.POST)
    return _kept(
        request,
        user,
        form,
        lambda: numbers.prove_number(person=user, code=form.cleaned_data["code"], now=timezone.now()),
        name="code_form",
        said=_("Your number works. Choose above which messages come as texts."),
        at="channels",
    )


@require_POST
@for_people
def remove_number(request: HttpRequest, user: User) -> HttpResponse:
    numbers.remove_number(person=user)
    messages.success(request, _("Your number is removed. No more texts go there."))
    return redirect("notifications:preferences")


def _kept(
    request: HttpRequest,
    user: User,
    form: Form,
    keep: Callable[[], None],
    *,
    name: str,
    said: str,
    at: str = "",
) -> HttpResponse:
    """Keep what the form says and go back to the page; else the page as it was filled in, told what is wrong."""
    if form.is_valid():
        try:
            keep()
        except PreferenceRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, _(refusal.sentence))
        else:
            messages.success(request, said)
            response = redirect("notifications:preferences")
            response["Location"] += f"#{at}" if at else ""
            return response
    return _page(request, user, status=HTTPStatus.BAD_REQUEST, **{name: form})


def _page(
    request: HttpRequest, user: User, *, status: int = HTTPStatus.OK, **forms_as_sent: Form
) -> HttpResponse:
    preference, reach = preference_of(user), reach_of(user)
    ways = {channel for channel in Channel if has_way(reach, channel)}
    check = NumberCheck.objects.filter(person=user).first()
    context = {
        "channels_form": ChannelsForm(preference=preference, ways=ways),
        "hours_form": HoursForm(
            initial={"rings_from": preference.rings_from, "rings_until": preference.rings_until}
        ),
        "words_form": WordsForm(initial={"language": user.language, "time_zone": user.time_zone}),
        "number_form": NumberForm(),
        "code_form": CodeForm(),
        "zones": USUAL_ZONES,
        "open": {channel.value for channel in ways},
        "blocked": {channel.value: reason for channel, reason in reach.blocked.items()},
        "texts_offered": offered(Channel.SMS),
        "push_key": public_key() if offered(Channel.PUSH) else "",
        "browsers": PushSubscription.objects.filter(person=user, ended_at=None).order_by("created_at"),
        "sms_number": ending(preference.sms_number) if preference.sms_verified_at else "",
        "number_wanted": ending(check.number) if check else "",
        "has_feed": CalendarFeed.objects.filter(person=user).exists(),
    }
    return render(request, "notifications/preferences.html", context | forms_as_sent, status=status)
