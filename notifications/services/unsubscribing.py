"""Out of reminder e-mails without signing in: by the link at their foot, or the mail program's own button (RFC 8058).

What is dropped is e-mail, where another way is open; where none is, the page says why not and whom to call, because a
client who hears nothing misses sessions. News of a change goes on coming by e-mail, so the last way stays open.

The address is signed and never expires: mails stay in mailboxes for years. It can do this one thing and tells nothing,
and whoever presses it by mistake chooses e-mail again on the preferences page.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from notifications.domain.planning import Channel, Kind
from notifications.errors import PreferenceRefused
from notifications.services.preferences import choose_channels, preference_of
from notifications.services.reaching import reach_of
from sessions.models import User

# What reminds. Changes and what follows a missed session are not what "unsubscribe" means.
STOPPED = (Kind.DIGEST, Kind.REMINDER, Kind.JOIN)
_SIGNER = "notifications.stop-mail"


def address(person: User) -> str:
    """The person's own, for the foot of a mail and its List-Unsubscribe header."""
    token = Signer(salt=_SIGNER).sign(person.pk.hex)
    return settings.PUBLIC_URL + reverse("notifications:stop-mail", args=[token])


def headers(person: User) -> dict[str, str]:
    """What makes mail programs show a button that does it (RFC 8058, 3.1)."""
    return {
        "List-Unsubscribe": f"<{address(person)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def whose(token: str) -> User | None:
    """The person of a link; None for a token that is none of ours, or of an account that is closed."""
    try:
        person_id = UUID(Signer(salt=_SIGNER).unsign(token))
    except (BadSignature, ValueError):
        return None
    return User.objects.filter(pk=person_id, is_active=True).first()


@transaction.atomic
def stop_mail(*, person: User) -> None:
    """Reminders come by their other channels from now on. Raises ``PreferenceRefused`` where none is open."""
    reach = reach_of(person)
    others = {each for each in set(Channel) - {Channel.EMAIL} if reach.obstacle(each) is None}
    if not others:
        raise PreferenceRefused("no_channel", field="channels")
    preference = preference_of(person)
    chosen: dict[Kind, set[Channel]] = {}
    for kind in STOPPED:
        left = others & set(preference.channels(kind))
        chosen[kind] = left if left or kind is Kind.DIGEST else others
    choose_channels(person=person, chosen=chosen)
