"""The pages of the care domain."""

from importlib import import_module

from django.urls import path

app_name = "sessions"


def _later(name):
    def view(request, **kwargs):
        return getattr(import_module(f"sessions.views.{name}"), name)(request, **kwargs)

    return view


urlpatterns = [
    path("", _later("home"), name="home"),
    path("today/", _later("today"), name="today"),
    path("sessions/<uuid:session_id>/attendance/", _later("attendance"), name="attendance"),
]
