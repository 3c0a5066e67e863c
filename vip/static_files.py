"""Static files, from within the thread that answers pages.

ServeStatic's middleware runs in an event loop alone, and one such makes Django cross between loop and thread twice for
every page there is, for the sake of the few requests that are for a file.
"""

from __future__ import annotations

from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


class StaticFiles:
    """Files by their path, as ServeStatic's settings say; whatever else is asked for is left to the next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._static = ServeStaticMiddleware(_nothing_else)
        self._serve = async_to_sync(self._static.aserve)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        file = self._static.files.get(request.path_info)
        return self.get_response(request) if file is None else self._serve(file, request)


async def _nothing_else(request: HttpRequest) -> HttpResponseBase:
    raise Http404  # only files are asked of it
