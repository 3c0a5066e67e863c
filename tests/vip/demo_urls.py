"""The site's addresses as the demo has them."""

from vip.urls import (  # noqa: F401
    demo_urls,
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
)
from vip.urls import (
    urlpatterns as of_every_mode,
)

urlpatterns = [*of_every_mode, *demo_urls()]
