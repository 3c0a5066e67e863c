"""The addresses of what notifications offers."""

from __future__ import annotations

from django.urls import path

from notifications.views import join

app_name = "notifications"
urlpatterns = [path("join/<str:token>/", join.join, name="join")]
