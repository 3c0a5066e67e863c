"""The pages of the care domain."""

from django.urls import URLPattern, path

from sessions.views import attendance, home, today

app_name = "sessions"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("sessions/<uuid:session_id>/attendance/", attendance.attendance, name="attendance"),
]
