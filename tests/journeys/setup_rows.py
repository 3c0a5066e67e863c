"""Rows for the pages that a clinic is set up with: a group that meets and turns topics, and a draft beside it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache

from sessions.management.defaults.load import load, usual_curriculum
from sessions.models import LicenseKind, Payer, Topic
from sessions.services.closing import close_group
from sessions.services.series import schedule_series
from sessions.services.team import add_license
from tests import factories

SETUP_PAGES = (
    *("programs", "new program", "program", "change program", "draft track", "change track", "new group"),
    *("group", "change group", "new series", "curricula", "curriculum", "topic", "kinds", "kind"),
    *("payers", "payer", "holidays", "team", "member", "invite", "calendar", "session", "new session"),
    *("program's measures", "close program", "close track", "close group", "close empty group"),
    *("closed group", "closed programs"),
)


def setup_page(name: str) -> str:
    """Where this page is."""
    return _pages()[name]


@cache
def _pages() -> dict[str, str]:
    now = datetime.now(UTC)
    load(now=now)
    program = factories.program()
    program.payers.add(Payer.objects.get(name="Medicaid"))
    group = factories.group_with(clients=4, facilitators=2, within=program)
    topics = [topic.name for topic in Topic.objects.all()[:6]]
    curriculum = usual_curriculum(program, name="Essentials", topics=topics)
    series = schedule_series(
        group=group,
        kind=factories.kind(),
        title="Evening group",
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        starts_local=time(18),
        minutes=180,
        from_date=now.date() + timedelta(days=1),
        until_date=now.date() + timedelta(days=30),
        curriculum=curriculum,
        now=now,
    )
    leader = group.facilitators.order_by("pk")[0]
    soon = now.date() + timedelta(days=20)
    add_license(leader.pk, kind=LicenseKind.LPC, state="OH", number=f"{leader.pk}", expires_date=soon)
    empty, gone = (factories.group_with(facilitators=1, within=program) for _ in range(2))
    factories.session_at(now + timedelta(days=40), group=empty)
    close_group(gone.pk, now=now)
    draft = factories.track(within=program, published_at=None, starts_local=time(9), ends_local=time(11))
    session = series.sessions.earliest("starts_at")
    topic, payer = curriculum.topics.order_by("pk")[0], Payer.objects.get(name="Medicaid")
    return {
        "programs": "/programs/",
        "new program": "/programs/new/?level=iop-adult",
        "program": f"/programs/{program.pk}/",
        "change program": f"/programs/{program.pk}/edit/",
        "draft track": f"/tracks/{draft.pk}/",
        "change track": f"/tracks/{draft.pk}/edit/",
        "new group": f"/tracks/{draft.pk}/groups/new/",
        "group": f"/groups/{group.pk}/",
        "change group": f"/groups/{group.pk}/edit/",
        "new series": f"/groups/{group.pk}/series/new/",
        "curricula": "/curricula/",
        "curriculum": f"/curricula/{curriculum.pk}/",
        "topic": f"/topics/{topic.pk}/",
        "kinds": "/kinds/",
        "kind": "/kinds/individual/",
        "payers": "/payers/",
        "payer": f"/payers/{payer.pk}/",
        "holidays": "/holidays/",
        "team": "/team/",
        "member": f"/team/{leader.pk}/",
        "invite": "/team/invite/",
        "calendar": "/calendar/",
        "session": f"/calendar/sessions/{session.pk}/",
        "new session": "/calendar/new/",
        "program's measures": f"/programs/{program.pk}/measures/",
        "close program": f"/programs/{program.pk}/close/",
        "close track": f"/tracks/{group.track_id}/close/",
        "close group": f"/groups/{group.pk}/close/",
        "close empty group": f"/groups/{empty.pk}/close/",
        "closed group": f"/groups/{gone.pk}/",
        "closed programs": "/programs/?show=closed",
    }
