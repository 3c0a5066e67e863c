"""Pages that are one form: shown, sent, refused beside its fields, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sessions.domain.errors import CareError, DoubleBooked, ScheduleRefused
from sessions.forms.refusals import put_beside
from sessions.models import Session, User

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What stands around a form: ``back`` is where whoever changes their mind goes."""

    title: Words
    submit: Words
    back: str
    back_label: Words
    lede: Words = ""


def answer(
    request: HttpRequest,
    page: FormPage,
    form: forms.BaseForm,
    save: Callable[[], str],
    *,
    template: str = "setup/form.html",
    **context: object,
) -> HttpResponse:
    """The page with the form; where it was sent and ``save`` did not refuse, a redirect to what ``save`` returns."""
    if request.method != "POST":
        return render(request, template, {"form": form, "page": page} | context)
    if form.is_valid():
        try:
            return redirect(save())
        except CareError as refused:
            put_beside(form, in_words(refused))
    refusal = {"form": form, "page": page} | context
    return render(request, template, refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def in_words(refused: CareError) -> CareError:
    """The refusal; one for double-booking says who has what and when. For coordinators, who may know."""
    if not isinstance(refused, DoubleBooked):
        return refused
    clash = refused.clashes[0]
    person = User.objects.get(pk=clash.person_id)
    session = Session.objects.get(pk=clash.session_id)
    starts_at, ends_at = timezone.localtime(clash.starts_at), timezone.localtime(clash.ends_at)
    sentence = _(
        "%(person)s is in “%(session)s” on %(day)s, %(from)s to %(to)s. Choose another time, or somebody else."
    ) % {
        "person": person.legal_name,
        "session": session.title,
        "day": date_format(starts_at, "D, M j"),
        "from": date_format(starts_at, "g:i A"),
        "to": date_format(ends_at, "g:i A"),
    }
    return ScheduleRefused("double_booked", sentence)
