"""The addresses of rooms."""

from django.urls import URLPattern, path

from rooms import views

app_name = "rooms"
urlpatterns: list[URLPattern] = [path("rooms/<uuid:session_id>/", views.room, name="room")]
