"""Putting agreements into force. What was agreed to never changes: other words are a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from sessions.domain.errors import AgreementRefused
from sessions.domain.first_agreements import FIRST_AGREEMENTS, Wording
from sessions.models import Agreement, AgreementKind, AgreementText


@transaction.atomic
def put_in_force(kind: AgreementKind, wordings: Mapping[str, Wording], *, now: datetime) -> Agreement:
    """A new version in these words, by language; from now on everybody is asked for it. Raises ``AgreementRefused``."""
    languages = [code for code, _ in settings.LANGUAGES]
    if any(not wordings[code].title or not wordings[code].body for code in languages if code in wordings):
        raise AgreementRefused("language_missing")
    if set(languages) - set(wordings):
        raise AgreementRefused("language_missing")
    with connection.cursor() as cursor:  # two new versions at once would have the same number
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vip.agreements'))")
    newest = Agreement.objects.filter(kind=kind).order_by("-version").first()
    if newest is not None and wordings_of(newest) == dict(wordings):
        raise AgreementRefused("nothing_changed")
    version = newest.version + 1 if newest else 1
    agreement = Agreement.objects.create(kind=kind, version=version, in_force_at=now)
    AgreementText.objects.bulk_create(
        AgreementText(agreement=agreement, language=language, title=wording.title, body=wording.body)
        for language, wording in wordings.items()
    )
    return agreement


def put_first_in_force(*, now: datetime) -> None:
    """See that there is an agreement of every kind; those that are there stay."""
    for kind, wordings in FIRST_AGREEMENTS.items():
        if not Agreement.objects.filter(kind=kind).exists():
            put_in_force(AgreementKind(kind), wordings, now=now)


def wordings_of(agreement: Agreement) -> dict[str, Wording]:
    """Its words by language."""
    return {text.language: Wording(title=text.title, body=text.body) for text in agreement.texts.all()}
