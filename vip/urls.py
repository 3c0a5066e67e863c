"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from vip import demo, health, views


def not_offered(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Pages of allauth that VIP leaves out: the clinic makes accounts and changes their addresses."""
    raise Http404


def demo_urls() -> list[URLPattern | URLResolver]:
    """One-click sign-in and the inbox."""
    return [
        path("demo/sign-in/", demo.sign_in, name="demo-sign-in"),
        path("demo/inbox/", demo.inbox, name="demo-inbox"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sessions.urls")),
    path("", include("rooms.urls")),
    path("", include("notifications.urls")),
    path("help/", views.help_lines, name="help"),
    path("accounts/signup/", not_offered),
    path("accounts/email/", not_offered),
    path("accounts/confirm-email/", not_offered),
    path("accounts/confirm-email/<str:key>/", not_offered),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEMO:
    urlpatterns += demo_urls()

handler400 = "vip.views.bad_request"
handler403 = "vip.views.permission_denied"
handler404 = "vip.views.page_not_found"
handler429 = "vip.views.too_many_requests"
handler500 = "vip.views.server_error"
