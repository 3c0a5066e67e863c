"""Who may open a page: signed in, and of which kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions.models import Role, User

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, User, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
MANAGERS = frozenset({Role.COORDINATOR, Role.SUPERVISOR})


def for_staff(view: StaffView[P]) -> View[P]:
    """Hands the signed-in member of staff to ``view``; visitors sign in first, clients get a 403 with a sentence."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.is_staff_member:
            raise PermissionDenied(_("This page is for staff. Your start page shows your sessions."))
        return view(request, user, *args, **kwargs)

    return checked


def for_coordinators(view: StaffView[P]) -> View[P]:
    """As ``for_staff``, for those who may change how the clinic runs: coordinators and supervisors."""

    @wraps(view)
    def checked(request: HttpRequest, user: User, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if user.role not in MANAGERS:
            raise PermissionDenied(_("Coordinators change this. Ask one of them, or go to your day."))
        return view(request, user, *args, **kwargs)

    return for_staff(checked)


def for_clients(view: StaffView[P]) -> View[P]:
    """Hands the signed-in client to ``view``; visitors sign in first, everyone else gets a 403 with a sentence."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if user.role != Role.CLIENT:
            raise PermissionDenied(_("This page is for clients. Your start page shows what is yours."))
        return view(request, user, *args, **kwargs)

    return checked
