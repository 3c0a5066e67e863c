"""The note's page: who may write, what is kept while they type, and what a signature does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import RecordView, Role, SessionNote, User
from sessions.services.attendance import finalize
from tests import factories
from tests.factories import LiveSession

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def over(now: datetime) -> LiveSession:
    """A session that ended some time ago, final."""
    live = factories.live_session(now=now - 5 * HOUR)
    assert finalize(live.session.pk, now=now)
    live.session.refresh_from_db()
    return live


def test_opening_the_page_begins_the_draft_and_leaves_a_trace_for_each_client(
    client: Client, over: LiveSession
) -> None:
    client.force_login(over.facilitator)
    page = client.get(f"/sessions/{over.session.pk}/note/").content.decode()
    for someone in over.clients:
        assert f'name="line-{someone.pk}"' in page
    assert RecordView.objects.filter(viewer=over.facilitator).count() == 2


def test_a_note_is_kept_as_it_is_typed_then_signed_then_amended(client: Client, over: LiveSession) -> None:
    client.force_login(over.facilitator)
    place = f"/sessions/{over.session.pk}/note/"
    client.get(place)
    one = over.clients[0]
    sent = {"text": "We met.\r\nAll spoke.", f"line-{one.pk}": "Spoke up", "revision": "1"}
    kept = client.post(place + "keep/", sent).json()
    assert (kept["saved"], kept["revision"]) == (True, 2)
    note = SessionNote.objects.get()
    assert note.text == "We met.\nAll spoke."
    assert client.post(place, sent | {"revision": "2", "press": "sign"}).status_code == 302
    page = client.get(place).content.decode()
    assert 'data-testid="signed"' in page
    assert '<textarea id="note-text"' not in page
    client.post(place + "addendum/", {"addendum": "One more thing", "about": str(one.pk)})
    assert "One more thing" in client.get(place).content.decode()
    late = client.post(place + "keep/", sent | {"text": "Other", "revision": "2"})
    assert (late.status_code, late.json()["saved"]) == (409, False)


def test_what_another_page_saved_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(
    client: Client, over: LiveSession
) -> None:
    client.force_login(over.facilitator)
    place = f"/sessions/{over.session.pk}/note/"
    client.get(place)
    client.post(place + "keep/", {"text": "Theirs", "revision": "1"})
    answer = client.post(place, {"text": "Mine", "revision": "1", "press": "save"})
    assert answer.status_code == 422
    assert "changed elsewhere" in answer.content.decode()
    assert ">Mine</textarea>" in answer.content.decode()
    assert SessionNote.objects.get().text == "Theirs"


def test_a_note_without_words_is_not_signed(client: Client, over: LiveSession) -> None:
    client.force_login(over.facilitator)
    place = f"/sessions/{over.session.pk}/note/"
    client.get(place)
    answer = client.post(place, {"text": "", "revision": "1", "press": "sign"})
    assert "says nothing yet" in answer.content.decode()
    assert SessionNote.objects.get().signed_at is None


def test_supervisors_read_a_note_and_do_not_write_it(client: Client, over: LiveSession) -> None:
    client.force_login(factories.person(Role.SUPERVISOR))
    place = f"/sessions/{over.session.pk}/note/"
    assert "Nobody has begun" in client.get(place).content.decode()
    assert not SessionNote.objects.exists()
    for path in (place, place + "keep/", place + "addendum/"):
        assert client.post(path, {"text": "X", "revision": "1"}).status_code == 403


def strangers(over: LiveSession) -> list[tuple[User, int]]:
    return [(factories.facilitator(), 404), (over.clients[0], 403), (factories.client(), 403)]


def test_nobody_else_finds_it(client: Client, over: LiveSession) -> None:
    for someone, status in strangers(over):
        client.force_login(someone)
        for path in ("", "keep/", "addendum/"):
            call = client.get if not path else client.post
            assert call(f"/sessions/{over.session.pk}/note/{path}").status_code == status


@pytest.mark.parametrize("clients", [1, 12])
def test_a_full_group_takes_no_more_queries_than_a_pair(
    client: Client, now: datetime, clients: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    live = factories.live_session(now=now - 5 * HOUR, clients=clients)
    finalize(live.session.pk, now=now)
    client.force_login(live.facilitator)
    client.get(f"/sessions/{live.session.pk}/note/")
    with django_assert_max_num_queries(30):
        client.get(f"/sessions/{live.session.pk}/note/")
