"""How people sign in: clients by an e-mailed code, staff by password or passkey with a second factor.

One rule holds both apart, in ``AccountAdapter.pre_login``, which every way of signing in passes: a code never signs
staff in (whoever reads their mail would be past the second factor), and a client has no password to be guessed. The
forms only spare people a detour that would end there. The second factor itself is asked by allauth's stages after
this, and whoever has none set up yet is held by ``vip.middleware.SecondFactorGate``.
"""

from __future__ import annotations

import time
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.models import User

CLIENT_METHODS = frozenset({"code"})
STAFF_METHODS = frozenset(
    {"password", "mfa"}
)  # allauth calls a passkey sign-in "mfa": it is both factors in one

log = structlog.get_logger(__name__)


def lacks_second_factor(user: User) -> bool:
    """A member of staff who has set up neither an authenticator app nor a passkey, where one is asked for."""
    if not settings.STAFF_MFA_REQUIRED or not user.is_staff_member:
        return False
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=user, type__in=kinds).exists()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clinic, never by visitors; each kind of person has their own ways in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "That e-mail address and password don't match. Try again, or choose a new password by e-mail. "
            "If you are a client, ask for a code instead."
        ),
        "incorrect_code": gettext_lazy("That isn't the code. Look at the newest e-mail and type it again."),
        "too_many_login_attempts": gettext_lazy(
            "That was tried too often. Wait five minutes, then try again or ask for a new code."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The rule at the head of this module; None lets the sign-in go on."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is not None:
            return response
        records = get_authentication_records(request, user)
        method = records[-1]["method"] if records else ""
        if method in (STAFF_METHODS if user.is_staff_member else CLIENT_METHODS):
            return None
        clear_login(request)
        messages.error(request, _("This account signs in another way. Choose the other way on this page."))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before the ways of signing in are changed; not of those who signed in moments ago."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        newest_s = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest_s >= app_settings.REAUTHENTICATION_TIMEOUT)

    def set_password(self, user: User, password: str) -> None:
        """Every page that sets a password ends here."""
        if not user.is_staff_member:
            raise PermissionDenied(_("You need no password: we e-mail you a code each time you sign in."))
        super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Where the mail server can't be reached, a page that says whom to ring, rather than a lost code."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("account mail not sent", template=template_prefix, error=type(error).__name__)
            page = {
                "title": _("We couldn't send the e-mail"),
                "sentence": _("Our mail is not working just now. Try again in a few minutes, or ring us."),
            }
            raise ImmediateHttpResponse(render(self.request, "error.html", page, status=503)) from error


class MfaAdapter(DefaultMFAAdapter):
    """The second factor, named in people's authenticator apps after the site."""

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)


class CodeForm(RequestLoginCodeForm):
    """Asks for a code. Staff get a mail that says how they sign in, strangers none; the page tells all the same."""

    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and self._user.is_staff_member:
            get_adapter().send_mail("account/email/staff_sign_in", self._user.email, {})
            self._user = None
        return email


class PasswordResetForm(ResetPasswordForm):
    """Staff choose their first or next password by e-mail; clients have none, so none is made for them."""

    users: list[AbstractBaseUser]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if isinstance(user, User) and user.is_staff_member]
        return email
