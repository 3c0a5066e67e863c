"""Time-limited TURN credentials: coturn's REST scheme (draft-uberti-behave-turn-rest-00)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha1

from django.conf import settings

from rooms.protocol.messages import IceServer, PersonId

# Longer than any session; a relayed connection that lasts longer is renewed with the next offer.
GOOD_FOR = timedelta(hours=6)


def ice_servers(person: PersonId, now: datetime) -> tuple[IceServer, ...]:
    """The relays this person may use until ``GOOD_FOR`` from now; none where none is configured."""
    if not settings.TURN_URLS:
        return ()
    username = f"{int((now + GOOD_FOR).timestamp())}:{person}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), sha1).digest()
    return (
        IceServer(urls=tuple(settings.TURN_URLS), username=username, credential=b64encode(digest).decode()),
    )
