"""Every setting, driven by the environment.

Production needs SECRET_KEY, ALLOWED_HOSTS, PUBLIC_URL, DATABASE_URL, REDIS_URL and EMAIL_URL, and says at start which
of them is missing. ``VIP_MODE`` is ``production`` (the default), ``demo`` or ``test``; the last two relax only what
is named below, so that nothing is lax by accident.
"""

from __future__ import annotations

import json
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
import pghistory
import pgtrigger
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from vip import history
from vip.logs import logging_config

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    """How strict to be. Demo: one-click sign-in, no TLS, staff without MFA. Test: no TLS, quick password hashes."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


def _mode() -> Mode:
    text = env.str("VIP_MODE", default=Mode.PRODUCTION.value)
    try:
        return Mode(text)
    except ValueError:
        choices = ", ".join(Mode)
        raise ImproperlyConfigured(f"VIP_MODE is '{text}'. Set it to one of: {choices}.") from None


def required(name: str, meaning: str) -> str:
    """The variable ``name``; where it is missing or empty, a sentence that says what to set."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it to {meaning}.")
    return value


VIP_MODE = _mode()
DEMO = VIP_MODE is Mode.DEMO
PRODUCTION = VIP_MODE is Mode.PRODUCTION
DEBUG = False

# --- identity and reach ---------------------------------------------------------------------------------------------

if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "50 or more random characters, and keep it secret")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short. Set it to 50 or more random characters.")
    ALLOWED_HOSTS = [
        name
        for name in required("ALLOWED_HOSTS", "the host names people use, comma-separated").split(",")
        if name
    ]
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS is '*'. Name the hosts that people use instead.")
    PUBLIC_URL = required("PUBLIC_URL", "the address people open, such as https://care.example.org").rstrip(
        "/"
    )
    if urlsplit(PUBLIC_URL).scheme != "https":
        raise ImproperlyConfigured(
            "PUBLIC_URL is not https. Browsers give no camera without TLS; set an https address."
        )
else:
    SECRET_KEY = env.str("SECRET_KEY", default=f"{VIP_MODE}-only-" + "not-a-secret-" * 4)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *env.list("ALLOWED_HOSTS", default=[])]
    PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

ROOT_URLCONF = "vip.urls"
ASGI_APPLICATION = "vip.asgi.application"
AUTH_USER_MODEL = "vip_sessions.User"
SITE_NAME = env.str("SITE_NAME", default="VIP")

# --- the parts ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "django_vite",
    "pgtrigger",
    "pghistory",
    "vip.apps.VipConfig",
    "sessions.apps.CareConfig",
    "rooms.apps.RoomsConfig",
    "notifications.apps.NotificationsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vip.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vip.middleware.TheirClockAndLanguage",
    "vip.middleware.JoinLinkGate",
    "vip.middleware.SecondFactorGate",
    "vip.middleware.WhoChangedIt",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "vip.context.site",
            ],
        },
    },
]

FORM_RENDERER = "vip.form_widgets.QuickWidgets"

# --- stores ---------------------------------------------------------------------------------------------------------

required(
    "DATABASE_URL", "a PostgreSQL address; for development run through `python -m vip.devservices run ...`"
)
DATABASES = {"default": env.db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL is not PostgreSQL. VIP rests on its row locks and constraints; name a PostgreSQL."
    )
# A socket directory is written percent-encoded, as libpq has it.
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
DATABASES["default"]["CONN_MAX_AGE"] = env.int(
    "DATABASE_CONN_MAX_AGE_S", default=0 if VIP_MODE is Mode.TEST else 60
)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# PostgreSQL weighs plans as for turning disks unless told otherwise, and then reads a clinic's whole week to find one
# page's part of it; compiling plans (JIT) takes longer than any page may. Empty for a pooler that takes no options.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = env.str(
    "DATABASE_PLANNER", default="-c random_page_cost=1.1 -c jit=off"
)
# So many pages each web process answers at once, and so many connections to the database they have at most.
PAGE_THREADS = env.int("PAGE_THREADS", default=32)
REDIS_URL = required("REDIS_URL", "a Redis address, such as redis://redis:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "vip",
    }
}
CHANNEL_LAYERS = {
    "default": {
        # Pub/sub loses far less under load than the default layer (ADR 2).
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", default="vip")},
    }
}

# Every change of what matters is kept by triggers (ADR 6). One statement writes its history at once, however many rows
# it changed; what was kept is never changed itself.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = history.TRACKERS
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history")
# A history is read by what it is of; an index for each of its other references would only slow the writing.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# --- people ---------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if VIP_MODE is Mode.TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "vip.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "vip.accounts.CodeForm",
    "reset_password": "vip.accounts.PasswordResetForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up, yet allauth asks these fields whether signing in takes a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Digits, since a phone's keypad types them quickest; eight, since three may be tried of each code.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,3/m/key,12/h/key",
    "reset_password": "10/m/ip,3/m/key",
}
# Whose address counts for those limits: the one that this many proxies of ours passed on.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "vip.accounts.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A code of the half minute before or after counts too, for slow typing and clocks that drift (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Staff may not work without a second factor; the demo's one-click accounts have none.
STAFF_MFA_REQUIRED = not DEMO

# --- being careful --------------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "vip.views.form_too_old"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_public = urlsplit(PUBLIC_URL)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        # Safari does not take 'self' to cover WebSockets, so the address is named.
        "connect-src": [SELF, f"{'wss' if _public.scheme == 'https' else 'ws'}://{_public.netloc}"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- words and times ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- static files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "frontend" / "static", BASE_DIR / "frontend" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "frontend" / "dist" / ".vite" / "manifest.json",
    }
}

# --- mail and jobs --------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025"))
if PRODUCTION and not env.str("EMAIL_BACKEND", default=""):
    required("EMAIL_URL", "an SMTP address, such as smtp+tls://user:password@mail.example.org:587")
EMAIL_TIMEOUT = 20
# Neutral on purpose: a lock screen shows it.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Appointments <appointments@localhost>")
HELP_PHONE = env.str("HELP_PHONE", default="+1 555 010 0199")
# A provider's API instead of SMTP: a back end of anymail's, and what it asks for, as JSON.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="") or str(vars()["EMAIL_BACKEND"])  # by EMAIL_URL above
ANYMAIL = {
    "REQUESTS_TIMEOUT": env.float("PROVIDER_TIMEOUT_S", default=10.0),
    **json.loads(env.str("ANYMAIL", default="") or "{}"),
}
# How long a provider may take to answer.
PROVIDER_TIMEOUT_S = env.float("PROVIDER_TIMEOUT_S", default=10.0)
# The HTTP header by which that provider takes an idempotency key, where VIP does not know it.
EMAIL_KEY_HEADER = env.str("EMAIL_KEY_HEADER", default="")
# The number, or the messaging service's id (MG…), that texts come from. Without an account no texts are offered; the
# demo and the tests print them.
SMS_SENDER = env.str("SMS_SENDER", default="" if PRODUCTION else "+15005550006")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_API_URL = env.str("TWILIO_API_URL", default="https://api.twilio.com")
SMS_TO_CONSOLE = not PRODUCTION
if TWILIO_ACCOUNT_SID and not (TWILIO_AUTH_TOKEN and SMS_SENDER):
    raise ImproperlyConfigured(
        "TWILIO_ACCOUNT_SID is set, but TWILIO_AUTH_TOKEN or SMS_SENDER is not. Set both as Twilio's console "
        "shows them."
    )
# Web push's own key pair (RFC 8292): 32 random bytes, URL-safe base64. Browsers subscribe to this very key, so keep it.
# Without one no push is offered; the demo and the tests have one that is nobody's secret.
VAPID_PRIVATE_KEY = env.str(
    "VAPID_PRIVATE_KEY", default="" if PRODUCTION else "ZGVtby1hbmQtdGVzdHMtb25seS1ub3QtYS1zZWNyZXQ"
)
# Where browsers' push services are: we post to what a browser names only if it is one of these (".x" means below x).
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        ".push.services.mozilla.com",
        ".push.apple.com",
        ".notify.windows.com",
    ],
)
# Prometheus shows this as a bearer token to read /metrics; without it there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
VAPID_SUBJECT = env.str("VAPID_SUBJECT", default=f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")
# How many worker processes may send mail at once; fewer than there are, since a mail server may hang.
MAIL_SENDERS = env.int("MAIL_SENDERS", default=1)
# What no message may say besides the usual words: the clinic's name, its street (notifications.domain.discretion).
DENIED_WORDS = env.list("DENIED_WORDS", default=[])

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- rooms and media ------------------------------------------------------------------------------------------------

# Bound to the address that is announced: from a wildcard the kernel may answer a browser on this very machine with
# another of the machine's addresses, which its ICE agent does not take.
SFU_HOST = env.str("SFU_HOST", default="0.0.0.0" if PRODUCTION else "127.0.0.1")
SFU_PORT = env.int("SFU_PORT", default=7000)
SFU_HEALTH_HOST = env.str("SFU_HEALTH_HOST", default="0.0.0.0" if PRODUCTION else "127.0.0.1")
SFU_HEALTH_PORT = env.int("SFU_HEALTH_PORT", default=7001)
# The addresses that browsers reach this node at.
SFU_ANNOUNCED = env.list("SFU_ANNOUNCED", default=["127.0.0.1"])
# So many people a browser lays out places for; a group is at most twelve with two clinicians.
SFU_SEATS = env.int("SFU_SEATS", default=15)
# So many people of a room, or of a breakout, are heard at a time: the loudest of those who are not silent.
SFU_VOICES = env.int("SFU_VOICES", default=4)
# Nodes announce themselves in Redis each heartbeat, for a lifetime; a draining one waits so long for its rooms to go.
SFU_HEARTBEAT_S = env.float("SFU_HEARTBEAT_S", default=1.0)
SFU_LIFETIME_S = env.float("SFU_LIFETIME_S", default=3.0)
SFU_DRAIN_S = env.float("SFU_DRAIN_S", default=3.0)
# A socket is pinged this often, and given up when nothing was heard for so long.
ROOM_PING_S = env.float("ROOM_PING_S", default=5.0)
ROOM_SILENT_S = env.float("ROOM_SILENT_S", default=15.0)
# The page of a socket that broke may come back to its place, and to its media, for so long.
ROOM_RETURN_S = env.float("ROOM_RETURN_S", default=5.0)
# Presence is renewed this often; a span not renewed for the length of the lease ends when it was last seen.
ROOM_RENEW_S = env.float("ROOM_RENEW_S", default=10.0)
PRESENCE_LEASE_S = env.float("PRESENCE_LEASE_S", default=30.0)
# After the database came up those who hold leases have so long to renew them before any is ended: a database that was
# gone for longer than a lease made nobody leave. Tests move clocks instead of waiting.
PRESENCE_SETTLE_S = env.float("PRESENCE_SETTLE_S", default=0.0 if VIP_MODE is Mode.TEST else PRESENCE_LEASE_S)
# Sign-out, a closed account and a lost place on the roster close live sockets within two seconds.
ROOM_RECHECK_S = env.float("ROOM_RECHECK_S", default=1.5)
# How long an offer waits for a media server to come up and answer.
# How soon breaks and countdowns end once they are over.
ROOM_TICK_S = env.float("ROOM_TICK_S", default=1.0)
# So long clients may be without a clinician before the room is held: enough for a page to reload.
ROOM_HOLD_AFTER_S = env.float("ROOM_HOLD_AFTER_S", default=20.0)
ROOM_OFFER_WAIT_S = env.float("ROOM_OFFER_WAIT_S", default=8.0)
TURN_URLS = env.list("TURN_URLS", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")
if TURN_URLS and not TURN_SECRET:
    raise ImproperlyConfigured(
        "TURN_URLS is set but TURN_SECRET is not. Set it to the secret that coturn uses."
    )

# --- what is said to operators --------------------------------------------------------------------------------------

LOGGING_CONFIG = None
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
logging_config(level=LOG_LEVEL, as_json=PRODUCTION)

DEMO_INBOX_DIR = env.path("VIP_INBOX_DIR", default=str(BASE_DIR / ".vip" / "inbox"))()
