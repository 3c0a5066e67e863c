"""Knocking, waiting and being let in, on real sockets, PostgreSQL and Redis."""

from __future__ import annotations

import pytest

from rooms.protocol.messages import Ok, Snapshot, Standing
from tests.factories import live_session
from tests.rooms.browser import Browser, hang_up_all, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


async def test_admit(live, cookies):
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    first = await leader.receive(Snapshot)
    assert first.you.standing is Standing.ADMITTED
    client = await Browser.open(live.session.pk, cookies[live.clients[0]])
    waiting = await client.receive(Snapshot)
    assert waiting.you.standing is Standing.LOBBY
    assert waiting.people == () and waiting.media is None
    await leader.shows(lambda view: len(view.people) == 1)
    assert isinstance(await leader.ask("admit", person=waiting.you.id), Ok)
    await client.shows(lambda view: view.you.standing is Standing.ADMITTED and view.media is not None)
    assert [p.id for p in client.view.people] == [first.you.id]
    await hang_up_all(leader, client)
