"""The ASGI application: pages over HTTP, rooms over WebSocket."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")
django.setup(set_prefix=False)  # first: it loads the apps that the imports below need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from rooms.origin import own_pages_only  # noqa: E402
from rooms.routing import websocket_urlpatterns  # noqa: E402
from vip.garbage import settle  # noqa: E402
from vip.middleware import SecondFactorSocket  # noqa: E402
from vip.page_threads import Pages  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": Pages(threads=settings.PAGE_THREADS),
        # The Origin gate stands first: a foreign page's visitor has a cookie, and it must not even be looked at.
        "websocket": own_pages_only(
            AuthMiddlewareStack(SecondFactorSocket(URLRouter(websocket_urlpatterns)))
        ),
    }
)
get_resolver().url_patterns  # noqa: B018 -- loads the pages' code now, rather than when somebody waits
settle()
