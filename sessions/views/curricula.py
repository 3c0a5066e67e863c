"""Curricula, topics and what clients are given for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.errors import CareError
from sessions.forms.clinic import CurriculumForm, MaterialForm, NewCurriculumForm, TopicForm
from sessions.forms.refusals import put_beside
from sessions.models import Curriculum, Material, Topic, User
from sessions.queries.topics import may_read_material
from sessions.services.curricula import (
    add_material,
    content_type_of,
    remove_topic,
    set_up_curriculum,
    set_up_topic,
)
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer


@require_safe
@for_coordinators
def curricula(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "curricula": Curriculum.objects.select_related("program").annotate(count=Count("places")),
        "topics": Topic.objects.annotate(count=Count("materials")),
    }
    return render(request, "setup/curricula.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_curriculum(request: HttpRequest, user: User) -> HttpResponse:
    form = NewCurriculumForm(request.POST or None)
    page = FormPage(
        title=_("New curriculum"), submit=_("Create curriculum"), back=_list(), back_label=_("Curricula")
    )

    def save() -> str:
        found = form.cleaned_data
        set_up_curriculum(
            program=found["program"], name=found["name"], topics=form.chosen(), now=timezone.now()
        )
        return _list()

    return answer(request, page, form, save, template="setup/curriculum.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def curriculum(request: HttpRequest, user: User, curriculum_id: UUID) -> HttpResponse:
    """Its topics in their order; groups that use it turn on from where they are."""
    found = get_object_or_404(Curriculum.objects.select_related("program"), pk=curriculum_id)
    form = CurriculumForm(request.POST or None, curriculum=found)
    page = FormPage(
        title=found.name,
        submit=_("Save"),
        back=_list(),
        back_label=_("Curricula"),
        lede=_("Sessions ahead take their topics in this order, going on from where each group is."),
    )

    def save() -> str:
        set_up_curriculum(
            program=found.program,
            name=form.cleaned_data["name"],
            topics=form.chosen(),
            now=timezone.now(),
            curriculum_id=found.pk,
        )
        return _list()

    return answer(request, page, form, save, template="setup/curriculum.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_topic(request: HttpRequest, user: User) -> HttpResponse:
    form = TopicForm(request.POST or None)
    page = FormPage(title=_("New topic"), submit=_("Create topic"), back=_list(), back_label=_("Curricula"))
    return answer(request, page, form, lambda: _topic_address(set_up_topic(**form.cleaned_data)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def topic(request: HttpRequest, user: User, topic_id: int) -> HttpResponse:
    """What it is about, and its materials."""
    found = get_object_or_404(Topic, pk=topic_id)
    form = TopicForm(request.POST or None, initial={"name": found.name, "summary": found.summary})
    page = FormPage(title=found.name, submit=_("Save"), back=_list(), back_label=_("Curricula"))
    return answer(
        request,
        page,
        form,
        lambda: _topic_address(set_up_topic(topic_id=found.pk, **form.cleaned_data)),
        template="setup/topic.html",
        **_topic_context(found),
    )


@require_POST
@for_coordinators
def new_material(request: HttpRequest, user: User, topic_id: int) -> HttpResponse:
    found = get_object_or_404(Topic, pk=topic_id)
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_material(topic=found, **form.material())
        except CareError as refused:
            put_beside(form, refused)
        else:
            return redirect(_topic_address(found))
    page = FormPage(title=found.name, submit=_("Save"), back=_list(), back_label=_("Curricula"))
    about = TopicForm(initial={"name": found.name, "summary": found.summary})
    context = {"form": about, "page": page} | _topic_context(found) | {"material_form": form}
    return render(request, "setup/topic.html", context, status=422)


@require_POST
@for_coordinators
def delete_material(request: HttpRequest, user: User, material_id: UUID) -> HttpResponse:
    found = get_object_or_404(Material.objects.select_related("topic"), pk=material_id)
    topic_address = _topic_address(found.topic)
    found.delete()
    return redirect(topic_address)


@require_POST
@for_coordinators
def delete_topic(request: HttpRequest, user: User, topic_id: int) -> HttpResponse:
    try:
        remove_topic(topic_id)
    except CareError as refused:
        messages.error(request, refused.sentence)
        return redirect("sessions:topic", topic_id)
    return redirect(_list())


@require_safe
def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """A material's file, for staff and for those whose groups have its topic; to others it does not exist."""
    user = request.user
    found = Material.objects.filter(pk=material_id).exclude(content=None).first()
    if found is None or not user.is_authenticated or not may_read_material(user, found):
        raise Http404
    response = HttpResponse(
        bytes(found.content or b""),
        content_type=content_type_of(found.file_name) or "application/octet-stream",
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, found.file_name) or ""
    return response


def _topic_context(found: Topic) -> dict[str, object]:
    return {
        "topic": found,
        "materials": found.materials.all(),
        "material_form": MaterialForm(),
    }


def _list() -> str:
    return reverse("sessions:curricula")


def _topic_address(found: Topic) -> str:
    return reverse("sessions:topic", args=[found.pk])
