"""Django's settings. What differs from place to place comes from `environment.py`."""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from celery.schedules import crontab, schedule
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from conference import environment
from conference.db import pooler
from conference.environment_sso import APPS as SSO_APPS
from conference.web import logs

ROOT = environment.ROOT
ENV = environment.read()
DEMO = ENV.mode == "demo"
TESTING = ENV.mode == "test"

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
ALLOWED_HOSTS = ENV.allowed_hosts
PUBLIC_URL = ENV.public_url
DEBUG = False
FIELD_KEYS = ENV.field_keys
BADGE_KEYS = ENV.badge_keys
# Where the audit log's head is kept hourly (conference/audit/kept_heads.py).
AUDIT_KEYS = ENV.audit_keys
AUDIT_FILE = ENV.audit_file
AUDIT_MAIL = ENV.audit_mail
AUDIT_TSA_URL = ENV.audit_tsa_url
AUDIT_TSA_CERTIFICATES = ENV.audit_tsa_certificates

INSTALLED_APPS = [
    "conference",
    "conference.parties",
    "conference.audit",
    "conference.retention",
    "conference.correspondence",
    "conference.accounts",
    "conference.machines",
    "conference.printing",
    "conference.desk",
    "conference.treaties",
    "delegations.registration",
    "delegations.accreditation",
    "delegations.credentials",
    "delegations.gates",
    "schedule.calendar",
    "schedule.programme",
    "schedule.bilaterals",
    "schedule.receptions",
    "schedule.signing",
    "schedule.results",
    "conference.accounts.admin_config.PlenipoAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *SSO_APPS,
]
# The seeds: what `./run seed` and `./run demo` load. A string, since no layer names a higher one.
SEEDS = "seeds.load"
STAGES = "seeds.stages"
BENCHES = "tests.bench"

MIDDLEWARE = [
    "conference.ops.health.HealthMiddleware",
    "delegations.gates.sync.middleware.CheckMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "conference.web.shared_pages.SharedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "conference.web.middleware.PrivateMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "conference.accounts.sign_in.middleware.SessionUseMiddleware",
    "conference.accounts.sign_in.middleware.SignInMiddleware",
    "conference.accounts.sign_in.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "conference.accounts.sign_in.confirmation.ConfirmIdentityMiddleware",
    "conference.web.middleware.UnservedMiddleware",
    "conference.web.middleware.ActionAddressMiddleware",
    "conference.web.middleware.UserErrorMiddleware",
]
ROOT_URLCONF = "conference.urls"
WSGI_APPLICATION = "conference.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "conference.look.spacing.SpacedTemplates",
        "NAME": "django",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conference.web.context_processors.site",
                "delegations.registration.delegations.context_processors.acting",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Raises ValidationError for a text that papers cannot print (conference.core.characters): the core knows no fonts.
PRINT_CHECK = "conference.printing.documents.printable.check_printable"

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        ENV.database_url, engine="conference.db.postgresql", conn_max_age=600, conn_health_checks=True
    )
}
# The role that owns the tables, as which `./run migrate` works, and the application's, which then gets its rights (conference/db/roles.py).
OWNER_DATABASE = dj_database_url.parse(ENV.owner_database_url) if ENV.owner_database_url else None
APPLICATION_ROLE = DATABASES["default"]["USER"] if OWNER_DATABASE else ""
# A server that does not even refuse is given up, so that requests end in 503 and do not hold all threads.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 10,  # s
    "tcp_user_timeout": 30_000,  # ms
    **DATABASES["default"].get("OPTIONS", {}),
}
DATABASES["default"] = pooler.for_transactions(DATABASES["default"]) if ENV.pools_transactions else DATABASES["default"]
EMBEDDED_SERVER = ENV.own_server  # started by the first connection (conference/db/postgresql); None with DATABASE_URL
if TESTING:
    # The tables of a test hold a few rows: to look for the best order of a statement's joins takes longer than to read them.
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c synchronous_commit=off -c join_collapse_limit=1 -c from_collapse_limit=1"
    }
    # One name for each session of the machine, so that two runs of the tests at once do not meet.
    DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_{os.getsid(0)}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = ENV.media_root
MEDIA_URL = "/media/"  # never routed: files are handed out by views that ask who wants them
STORAGES = {
    "default": {"BACKEND": "conference.files.storage.WholeFileStorage", "OPTIONS": {"base_url": None}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if not ENV.production
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
# Scripts and styles of one topic stand in its folder; those that several share, in conference/static.
STATICFILES_DIRS = sorted(ROOT.glob("*/*/*/static"))
WHITENOISE_USE_FINDERS = not ENV.production
# Else each client of a test looks through all files.
WHITENOISE_AUTOREFRESH = TESTING
if not ENV.production:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
# What allauth counts (ACCOUNT_RATE_LIMITS) and nothing else. In the database, so that all processes count together and a lost Redis changes
# nothing: without its cache allauth would let nobody in (django-redis's IGNORE_EXCEPTIONS answers `add` with None, which allauth takes for
# a lock that is held and for a code that was used).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "conference_cache",  # made by the first migration
        "KEY_FUNCTION": "conference.web.cache.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 2_000},  # counted at each write; then what has expired goes
    }
}
SESSION_ENGINE = "conference.accounts.sign_in.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # from signing in, however much it is used (sign_in/sessions.py)
# min without a request after which one is signed out. A page that renews itself, such as a console, is a use.
IDLE_MINUTES_STAFF, IDLE_MINUTES_DELEGATIONS = ENV.idle_minutes_staff, ENV.idle_minutes_delegations
# A cookie: most are read by the next page.
MESSAGE_STORAGE = "conference.web.message_storage.MessageStorage"

# --- uploads ---------------------------------------------------------------------------------------------------------
FILE_UPLOAD_HANDLERS = ["conference.files.uploads.BoundedUploadHandler"]
UPLOAD_LIMIT = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh-hans", _("Chinese")),
    ("vi", _("Vietnamese")),
]
LOCALE_PATHS = [ROOT / "conference" / "locale"]
FORMAT_MODULE_PATH = (
    "conference.locale"  # how a language groups its numbers, where Django knows it wrongly or not at all
)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # stored in UTC; shown in the conference's zone, which is a field of the Conference

# --- who one is ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "conference.accounts.sign_in.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home-for-me"
ACCOUNT_ADAPTER = "conference.accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "conference.accounts.sign_in.forms_account.LoginForm",
    "add_email": "conference.accounts.sign_in.forms_account.AddEmailForm",
    "change_password": "conference.accounts.sign_in.forms_account.ChangePasswordForm",
    "set_password": "conference.accounts.sign_in.forms_account.SetPasswordForm",
    "reset_password": "conference.accounts.sign_in.forms_account.ResetPasswordForm",
    "reset_password_from_key": "conference.accounts.sign_in.forms_account.ResetPasswordKeyForm",
    "reauthenticate": "conference.accounts.sign_in.forms_account.ReauthenticateForm",
}
# Not to the programme, which is one page for everybody and says nothing to somebody who has just signed out.
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The way in for somebody whose account a stranger's wrong guesses have closed; the second factor is asked for all the same.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Minutes for which a confirmed identity stays valid: for exports, bulk acts, keys, roles (sign_in/confirmation.py), one's own factors.
CONFIRM_MINUTES = ENV.confirm_minutes
ACCOUNT_REAUTHENTICATION_TIMEOUT = CONFIRM_MINUTES * 60
# Wide, since a mission is many people behind one address. Guesses at one account are counted in the database (accounts/sign_in/limits.py).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip", "manage_email": "10/h/user"}
ACCOUNT_MAX_EMAIL_ADDRESSES = 2  # to each further one the conference would write at somebody's word
# One proxy stands before the application in production, as for the scheme below; else its address would be everybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.production else 0
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.production else "http"
MFA_ADAPTER = "conference.accounts.sign_in.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "conference.accounts.sign_in.forms.AppForm",
    "authenticate": "conference.accounts.sign_in.forms.CodeForm",
    "reauthenticate": "conference.accounts.sign_in.forms.CodeAgainForm",
    "authenticate_webauthn": "conference.accounts.sign_in.forms.KeyForm",
    "login_webauthn": "conference.accounts.sign_in.forms.PasskeyForm",
    "reauthenticate_webauthn": "conference.accounts.sign_in.forms.KeyAgainForm",
    "add_webauthn": "conference.accounts.sign_in.forms.AddKeyForm",
    "edit_webauthn": "conference.accounts.sign_in.forms.EditKeyForm",
}
# The default keeps strangers from signing up under an address of somebody else and closing it by a second step. Nobody signs up here: each
# account begins, by invitation, with an address that is confirmed. A further one opens and closes nothing until it is confirmed too
# (tests/accounts/sign_in/test_unconfirmed_address.py). With the default whoever has a second step, as all staff have, could never change
# the address, since allauth then adds none.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# For focal points: "off", "offered" after signing in, or "required" before anything else. Staff always have one.
FOCAL_POINT_SECOND_FACTOR = ENV.focal_point_second_factor
# Whether a second person of the staff approves exports of personal data of more than a delegation (accounts/exports).
APPROVE_EXPORTS = ENV.approve_exports
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Plenipo"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.production

# Single sign-on of staff (accounts/single_sign_on): roles by the provider's groups; whether staff sign in by it alone ("sso").
SOCIALACCOUNT_ADAPTER = "conference.accounts.single_sign_on.adapter.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS, SOCIALACCOUNT_EMAIL_VERIFICATION = ENV.sso.providers(), "none"
SSO_GROUPS, SSO_SECOND_FACTORS, STAFF_SIGN_IN = ENV.sso.groups, ENV.sso.second_factors, ENV.sso.values["STAFF_SIGN_IN"]

# Whether a database that was restored is told from the running one (ops/installation.py).
INSTALLATION_CHECKED = ENV.production
# The register of ended badges outside the database (accreditation/review/register.py); empty: none.
REVOCATIONS_FILE = ENV.revocations_file
# Run before a restored copy goes on in the place of the former database, so that what they write is held with the rest.
TASKS_BEFORE_REPLACEMENT = (
    *("registration.send_circulars", "signing.send_reminders", "signing.issue_notifications"),
    *("bilaterals.expire", "speaking.close"),
)

# --- mail and tasks --------------------------------------------------------------------------------------------------
MAILERS = {"default": environment.mailer(ENV.email_url)}
if TESTING:
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
# The outbox (correspondence/outbox/delivery.py). After the later of these two, and beat's few seconds, what a dead worker held is taken up.
OUTBOX_LEASE = 60  # s; renewed while its worker lives, however slow the mail server is
OUTBOX_HANDED = 60  # s after which what a worker was given and did not deliver is given again
# s in which a decision can be undone (core/undo.py): its mails wait as long.
UNDO_SECONDS = ENV.undo_seconds
OUTBOX_BATCH = 25  # messages a connection
OUTBOX_TRIES = 12  # with the waits between them: five hours
CELERY_BROKER_URL = ENV.redis_url or "redis://127.0.0.1:9/0"
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "visibility_timeout": 600,
    "retry_on_timeout": False,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Kept in memory: every task comes again within minutes, so that nothing need be remembered, and beat cannot end over a file's lock.
CELERY_BEAT_SCHEDULER = "conference.ops.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "relay the outbox": {"task": "correspondence.relay", "schedule": schedule(timedelta(seconds=3))},
    "print waiting batches": {"task": "accreditation.print_waiting", "schedule": schedule(timedelta(seconds=3))},
    "keep the register of ended badges": {
        "task": "accreditation.keep_register",
        "schedule": schedule(timedelta(seconds=10)),
    },
    "make waiting papers": {"task": "printing.papers_waiting", "schedule": schedule(timedelta(seconds=3))},
    "delete what was kept long enough": {"task": "conference.purge", "schedule": schedule(timedelta(minutes=5))},
    "seal the access log": {"task": "audit.seal_access_log", "schedule": schedule(timedelta(minutes=5))},
    # On the hour: one counted from the start of beat would never end where beat is started anew more often.
    "keep the audit log's head": {"task": "audit.keep_head", "schedule": crontab(minute="0")},
    "let requests expire": {"task": "bilaterals.expire", "schedule": schedule(timedelta(seconds=30))},
    "make waiting plans": {"task": "bilaterals.plans_waiting", "schedule": schedule(timedelta(seconds=3))},
    "send circulars in time": {"task": "registration.send_circulars", "schedule": schedule(timedelta(seconds=60))},
    "remind signatories": {"task": "signing.send_reminders", "schedule": schedule(timedelta(minutes=10))},
    "issue depositary notifications": {
        "task": "signing.issue_notifications",
        "schedule": schedule(timedelta(seconds=10)),
    },
    "close lists of speakers": {"task": "speaking.close", "schedule": schedule(timedelta(seconds=60))},
}
if DEMO:
    CELERY_IMPORTS = ("seeds.tasks",)
    CELERY_BEAT_SCHEDULE["the story's devices report"] = {
        "task": "seeds.devices_report",
        "schedule": schedule(timedelta(seconds=30)),
    }

# --- safety ----------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    # Every browser reads it; `report-to` would add a header to each page, and reach us over https alone.
    "report-uri": ["/csp-report/"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # htmx reads the token from the page's meta tag
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.production
LANGUAGE_COOKIE_SAMESITE = "Lax"
# No other host, and no page without https, can set a cookie with this prefix (RFC 6265bis, section 4.1.3.2).
COOKIE_PREFIX = "__Host-" if ENV.production else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SECURE_SSL_REDIRECT = ENV.production
SECURE_REDIRECT_EXEMPT = ["^api/"]  # refused instead (web/middleware.py)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.production else 0
# Off unless the operator says so: both bind every host below the domain, and a browser's list forgets none for months. `check --deploy`
# warns until it is decided, and no more after a "no".
SECURE_HSTS_INCLUDE_SUBDOMAINS = bool(ENV.hsts_subdomains)
SECURE_HSTS_PRELOAD = bool(ENV.hsts_preload)
DECIDED = {"security.W005": ENV.hsts_subdomains, "security.W021": ENV.hsts_preload}
SILENCED_SYSTEM_CHECKS = [check for check, decision in DECIDED.items() if decision is False]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.production else None

LOGGING = logs.settings("INFO" if ENV.production else "WARNING")
# How far the conference's clock is ahead of the machine's (clock.py); never in production.
CLOCK_OFFSET = timedelta(seconds=ENV.clock_offset)
DEMO_PASSWORD = "plenipotentiary-2025"  # noqa: S105 (of the invented people, who exist in the demo alone)
