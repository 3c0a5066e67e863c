"""The addresses of join links."""

from __future__ import annotations

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("join/<str:token>/", views.join, name="join")]
