"""What a client says outside of a session reaches those who care for them."""

from __future__ import annotations

from datetime import datetime

import pytest

from sessions.models import AlertKind, CareTeamMember, Enrolment
from sessions.queries.alerts import may_see_alert, people_to_call
from sessions.services.alerts import raise_alert
from tests import factories

pytestmark = pytest.mark.django_db


def test_item_9_calls_the_care_team_and_the_groups_facilitators(now: datetime) -> None:
    client, leader, therapist, former = (
        factories.client(),
        *(factories.facilitator(joined_at=now) for _ in range(3)),
    )
    factories.group_with([client], facilitators=[leader])
    enrolment = Enrolment.objects.get(client=client)
    CareTeamMember.objects.create(enrolment=enrolment, person=therapist, duty="therapist")
    CareTeamMember.objects.create(enrolment=enrolment, person=former, duty="case_manager")
    former.is_active = False
    former.save(update_fields=["is_active"])
    alert = raise_alert(kind=AlertKind.PHQ9_ITEM9, person_id=client.pk, now=now)
    assert set(people_to_call(alert)) == {leader, therapist}
    assert may_see_alert(therapist, alert)
    assert not may_see_alert(factories.facilitator(), alert)
