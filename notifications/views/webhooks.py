"""What providers post to us. Nothing is believed that is not signed, or that does not know the agreed secret.

Answers are short and the same for everybody: 204 or an empty TwiML where it was taken, 403 where it was not believed.
"""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, get_resolver
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.services.reports import Fate, record_answer, record_report

_FATES = {
    "accepted": Fate.TAKEN,
    "queued": Fate.TAKEN,
    "sending": Fate.TAKEN,
    "sent": Fate.TAKEN,
    "delivered": Fate.DELIVERED,
    "undelivered": Fate.BOUNCED,
    "failed": Fate.BOUNCED,
}
_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@csrf_exempt
@require_POST
def sms_report(request: HttpRequest, reminder_id: UUID) -> HttpResponse:
    """Twilio tells what became of a text."""
    if not _is_twilio(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    sid, status = request.POST.get("MessageSid", ""), request.POST.get("MessageStatus", "")
    if not sid or len(sid) > 64:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    fate = _FATES.get(status)
    if fate is not None:
        from notifications.transports.sms import block_for

        code = request.POST.get("ErrorCode", "")
        record_report(
            provider="twilio",
            key=f"{sid}:{status}",
            fate=fate,
            reminder_id=reminder_id,
            provider_id=sid,
            blocked=block_for(int(code)) if code.isascii() and code.isdigit() else None,
            address=request.POST.get("To", ""),
            answer=f"report {status} {code}".strip()[:120],
            now=timezone.now(),
        )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@csrf_exempt
@require_POST
def sms_answer(request: HttpRequest) -> HttpResponse:
    """Twilio passes on what somebody texted to our number."""
    if not _is_twilio(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    sid, number = request.POST.get("MessageSid", ""), request.POST.get("From", "")
    if not sid or not number or len(sid) > 64:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    record_answer(
        provider="twilio",
        key=sid,
        number=number,
        text=request.POST.get("Body", ""),
        # Twilio's own opt-out handling says so when it has answered by itself.
        answered=bool(request.POST.get("OptOutType")),
        now=timezone.now(),
    )
    return HttpResponse(_NO_ANSWER, content_type="text/xml")


@csrf_exempt
def mail_report(request: HttpRequest, provider: str, what: str) -> HttpResponseBase:
    """An e-mail provider tells what became of a message: anymail reads it and checks the secret.

    Without a secret anymail would believe anybody, so then there is no such page.
    """
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    try:
        match = get_resolver("anymail.urls").resolve(f"/{provider}/{what}/")
    except Resolver404:
        raise Http404 from None
    try:
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The secret was right and the rest was nonsense.
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return response


def _is_twilio(request: HttpRequest) -> bool:
    """Whether the request was signed with our token (https://www.twilio.com/docs/usage/security)."""
    if not settings.TWILIO_AUTH_TOKEN:
        raise Http404
    from twilio.request_validator import RequestValidator

    signature = request.headers.get("X-Twilio-Signature", "")
    address = settings.PUBLIC_URL + request.get_full_path()
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    return bool(signature) and bool(validator.validate(address, request.POST, signature))
