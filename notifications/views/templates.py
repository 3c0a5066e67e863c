"""The words of messages: which there are, changing them, what they will look like, and going back."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.domain.planning import Channel
from notifications.domain.sms import MAX_SEPTETS, septets
from notifications.domain.wording import VARIABLES, TemplateName
from notifications.errors import TemplateRefused
from notifications.forms.templates import WordsForm
from notifications.services import templates as words
from notifications.services.templates import Draft, Standing
from notifications.transports import Message
from sessions.models import User
from sessions.views.access import for_coordinators


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A message as it would arrive, or why it may not go out. ``length`` is an SMS's, of ``most``."""

    message: Message | None
    refusal: TemplateRefused | None
    length: int = 0
    most: int = MAX_SEPTETS


@require_safe
@for_coordinators
def templates(request: HttpRequest, user: User) -> HttpResponse:
    """All messages that go out, by what they are for."""
    by_name = [
        (
            name,
            [
                (channel, list(each))
                for channel, each in groupby(standings, key=lambda one: one.draft.channel)
            ],
        )
        for name, standings in groupby(words.every_standing(), key=lambda one: one.draft.name)
    ]
    return render(request, "notifications/templates.html", {"messages_by_name": by_name})


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def template(request: HttpRequest, user: User, name: str, channel: str, language: str) -> HttpResponse:
    """The words of one message; saved they count from the next message on."""
    found = _found(name, channel, language)
    if request.method != "POST":
        return _page(request, found, WordsForm(draft=found.draft))
    form = WordsForm(request.POST, draft=found.draft)
    if form.is_valid():
        try:
            words.save(form.draft, by=user)
        except TemplateRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Saved. The next messages say it like this."))
            return redirect("notifications:template", name, channel, language)
    return _page(request, found, form, status=HTTPStatus.BAD_REQUEST)


@require_POST
@for_coordinators
def preview(request: HttpRequest, user: User, name: str, channel: str, language: str) -> HttpResponse:
    """What the words in the form would look like; nothing is kept."""
    found = _found(name, channel, language)
    form = WordsForm(request.POST, draft=found.draft)
    if not request.headers.get("HX-Request"):
        return _page(request, found, form, draft=form.draft)
    context = {"preview": _preview(form.draft), "draft": form.draft}
    return render(request, "notifications/parts/preview.html", context)


@require_POST
@for_coordinators
def reset(request: HttpRequest, user: User, name: str, channel: str, language: str) -> HttpResponse:
    """Back to the words that VIP comes with."""
    found = _found(name, channel, language)
    words.reset(found.draft.name, found.draft.channel, language, by=user)
    messages.success(request, _("These are the original words again."))
    return redirect("notifications:template", name, channel, language)


def _found(name: str, channel: str, language: str) -> Standing:
    try:
        return words.standing(TemplateName(name), Channel(channel), language)
    except (ValueError, TemplateDoesNotExist):
        raise Http404 from None


def _preview(draft: Draft) -> Preview:
    refusal = None
    try:
        words.check(draft)
    except TemplateRefused as error:
        refusal = error
    try:
        message = words.preview(draft)
    except (KeyError, IndexError, ValueError):
        return Preview(message=None, refusal=refusal)
    return Preview(message=message, refusal=refusal, length=septets(message.text))


def _page(
    request: HttpRequest,
    found: Standing,
    form: WordsForm,
    *,
    draft: Draft | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    shown = draft or (form.draft if form.is_bound else found.draft)
    context = {
        "standing": found,
        "form": form,
        "draft": shown,
        "preview": _preview(shown),
        "variables": sorted(VARIABLES[found.draft.name]),
        "versions": words.versions(found.draft.name, found.draft.channel, found.draft.language),
        "language_name": dict(settings.LANGUAGES)[found.draft.language],
    }
    return render(request, "notifications/template.html", context, status=status)
