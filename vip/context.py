"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """``personas`` is a function: the template that names it pays for the query, no other."""
    from vip.demo import personas  # here, since settings name this module before the apps are loaded

    words = {"site_name": settings.SITE_NAME, "demo": settings.DEMO, "help_phone": settings.HELP_PHONE}
    return words | ({"personas": personas} if settings.DEMO else {})
