"""Letters to new colleagues: a link by which they choose a password; the second factor is asked at first sign-in.

Sent by the relay, so that a mail server that is down for an hour loses none. The link is the one of a password reset:
it works once and for ``PASSWORD_RESET_TIMEOUT``.
"""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from sessions.domain.events import Event, StaffInvited
from sessions.models import User

ONE_DAY_S = 24 * 3600


def send_staff_invitation(event: Event) -> None:
    """Nobody is written to whose account was closed meanwhile."""
    assert isinstance(event, StaffInvited)
    person = User.objects.get(pk=event.person_id)
    if not person.is_active or not person.is_staff_member:
        return
    with translation.override(person.language):
        words = {
            "person": person,
            "link": settings.PUBLIC_URL + _path_to_set_up(person),
            "site_name": settings.SITE_NAME,
            "help_phone": settings.HELP_PHONE,
            "days": settings.PASSWORD_RESET_TIMEOUT // ONE_DAY_S,
        }
        subject = render_to_string("account/email/staff_invitation_subject.txt", words).strip()
        text = render_to_string("account/email/staff_invitation_message.txt", words)
    send_mail(subject, text, None, [person.email])


def _path_to_set_up(person: User) -> str:
    token = default_token_generator.make_token(person)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token}
    )
