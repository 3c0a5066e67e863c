"""The ASGI application: pages over HTTP, rooms over WebSocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")
pages = get_asgi_application()  # first: it loads the apps that the imports below need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from rooms.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        # Origin is checked by the room's own gate, which can say so in a message (see rooms.consumers).
        "websocket": AuthMiddlewareStack(URLRouter(websocket_urlpatterns)),
    }
)
