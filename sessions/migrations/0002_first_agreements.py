from datetime import UTC, datetime

from django.db import migrations

from sessions.domain.first_agreements import FIRST_AGREEMENTS


def put_first_agreements_in_force(apps, schema_editor):
    """Nobody joins without having agreed to something, from the first day on."""
    Agreement = apps.get_model("vip_sessions", "Agreement")
    AgreementText = apps.get_model("vip_sessions", "AgreementText")
    for kind, wordings in FIRST_AGREEMENTS.items():
        agreement = Agreement.objects.create(kind=kind, version=1, in_force_at=datetime(2026, 1, 1, tzinfo=UTC))
        AgreementText.objects.bulk_create(
            AgreementText(agreement=agreement, language=language, title=wording.title, body=wording.body)
            for language, wording in wordings.items()
        )


class Migration(migrations.Migration):
    dependencies = [
        ("vip_sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(put_first_agreements_in_force, migrations.RunPython.noop),
    ]
