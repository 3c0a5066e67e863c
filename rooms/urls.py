"""The addresses of rooms."""

from django.urls import URLPattern, path

from rooms import goodbyes, guests, panels, views

app_name = "rooms"
urlpatterns: list[URLPattern] = [
    path("rooms/<uuid:session_id>/", views.room, name="room"),
    path("rooms/<uuid:session_id>/leave/", goodbyes.leave, name="leave"),
    path("rooms/<uuid:session_id>/safety/<str:person>/", panels.safety, name="safety"),
    path("guest/<str:token>/", guests.guest, name="guest"),
]
