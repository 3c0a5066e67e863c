"""The ASGI application: pages over HTTP, rooms over WebSocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")
pages = get_asgi_application()  # first: it loads the apps that the imports below need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from rooms.origin import own_pages_only  # noqa: E402
from rooms.routing import websocket_urlpatterns  # noqa: E402
from vip.garbage import settle  # noqa: E402
from vip.middleware import SecondFactorSocket  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        # The Origin gate stands first: a foreign page's visitor has a cookie, and it must not even be looked at.
        "websocket": own_pages_only(
            AuthMiddlewareStack(SecondFactorSocket(URLRouter(websocket_urlpatterns)))
        ),
    }
)
get_resolver().url_patterns  # noqa: B018 -- loads the pages' code now, rather than when somebody waits
settle()
