"""Killing and restarting the servers of a house, and noting how long they were gone."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request

from tests.attendance_scripts.log import Outage, Window, now
from tests.attendance_scripts.plan import Fault, Harm
from vip.supervisor import House

ASK_EVERY_S = 0.1
BACK_WITHIN_S = 60.0


async def suffer(house: House, fault: Fault) -> Outage | None:
    """Do it, and return when the house serves again. What media servers suffer is no outage of attendance's."""
    gone_at = now()
    if fault.harm is Harm.KILL:
        pid = await asyncio.to_thread(house.kill, fault.part)
        await asyncio.to_thread(house.await_restart, fault.part, after=pid)
    else:
        await asyncio.to_thread(house.stop, fault.part)
        house.start(fault.part)
    started_at = now()
    back = await asyncio.to_thread(_serves_again, house, started_at)
    return None if fault.part == "sfu" else Outage(part=fault.part, gone_at=gone_at, back=back)


def _serves_again(house: House, lo: float) -> Window:
    """From when it was last seen not to serve to when it was first seen to."""
    began = now()
    while True:
        asked = now()
        if _ready(house):
            return Window(lo, now())
        if asked - began > BACK_WITHIN_S:
            raise TimeoutError("the house does not serve again")
        lo = asked
        time.sleep(ASK_EVERY_S)  # there is nothing to wait on before a server listens


def _ready(house: House) -> bool:
    """Whether pages and sockets are served. Media has no part in attendance, so its server may still be away."""
    try:
        urllib.request.urlopen(f"{house.url}/readyz", timeout=5).close()
    except urllib.error.HTTPError as refusal:
        return set(json.loads(refusal.read()).get("failing", ["all"])) <= {"sfu"}
    except OSError:
        return False
    return True
