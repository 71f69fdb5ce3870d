"""Settings, read from the environment; no unsafe value is a default, a missing one stops the start.

`.env.example` names every variable with its meaning.
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where files that are not in the database live: uploads, e-mails of the demo, rendered reports.
VAR_DIR = Path(env("NMIRF_VAR", default=str(BASE_DIR / "var"))).resolve()

DEMO_MODE = env.bool("DEMO_MODE", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY")
# Encrypts who wrote an anonymous comment; a Fernet key, kept apart from the database.
FIELD_KEY = env("FIELD_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# True behind TLS; the demo and the tests speak plain HTTP.
HTTPS = env.bool("HTTPS", default=True)
# How many proxies in front set X-Forwarded-For; 0 means that clients connect directly.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# The State that this instance serves, and how it looks.
STATE_CODE = env("STATE_CODE", default="XMA")
SITE_NAME = env("SITE_NAME", default="Human Rights Recommendations")
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")

# What makes the content of each kind of file, called with the file and a function that hears how
# many percent are done. By name: the libraries that write files take a process tens of megabytes.
FILE_MAKERS = {
    "review": "reporting.services.review_file.make",
    "register": "portal.exports.large.make",
    "certificate": "reporting.services.certificate_file.make",
    "table": "reporting.services.table_file.make",
    "gaps": "reporting.services.gap_file.make",
    "print": "portal.prints.making.make",
}
# The records of a saved view as its reader sees them, called with the view and the person.
VIEW_READER = "portal.news.records_of"
# Who has which gap: called with the query of a scope and the person, gives how many recommendations
# are in the scope, and by gap the references of those that have it.
GAP_READER = "portal.gapscope.members_of"
# Which modules tell what is kept of a person, and forget it; see accounts.services.personal.
PERSONAL_DATA = [
    "notifications.services.personal",
    "focalpoints.services.personal",
    "reporting.services.personal",
]
# What an organisation asks to be consulted on stands in lists that focalpoints does not know.
INTERESTS = {
    "named": "recommendations.services.interests.named",
    "adopt": "recommendations.services.interests.adopt",
}
# Who keeps the library of documents, (user) -> Decision, and from whose files every trace of the
# author is taken out before they are kept, (user) -> bool.
LIBRARY_KEEPER = "focalpoints.policies.is_secretariat"
UNTRACED_UPLOADERS = "focalpoints.policies.is_untraced"
# What the frame of every page shows; see nmirf.common.context_processors.
SITE_PROVIDER = "portal.frame.site"
LOGO_READER = "portal.frame.logo_file"
HEAD_PROVIDER = "portal.heads.head"
GONE_READER = "portal.gone.of_request"  # what an address held once, or leads to
LAPSE_EXPLAINER = "focalpoints.policies.lapse_of"  # on the pages that refuse something
INBOX_COUNTER = "notifications.services.inbox.unread_count"
# Whose functional mailboxes some addresses are: (addresses) -> {address: (name, page)}.
MAILBOX_OWNERS = "focalpoints.services.mailboxes.owners"
WORKSPACE_NAVIGATION = "portal.frame.navigation"
DEMO_ACCOUNTS_PROVIDER = "portal.demo.accounts.listed"  # on the sign-in page, in demo mode only

INSTALLED_APPS = [
    "nmirf.common",
    "accounts",
    "documents",
    "notifications",
    "focalpoints",
    "mechanisms",
    "recommendations",
    "activities",
    "reporting",
    "portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "guardian",
    "django_filters",
    "django_htmx",
    "template_partials",
    "django_structlog",
    "django_prometheus",
    "django.contrib.postgres",
    "nmirf.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "nmirf.common.addresses.WithoutNul",
    "portal.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # What is kept is served without a session, a language or a person being looked for.
    "portal.middleware.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "nmirf.common.digits.ArabicDigits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "portal.middleware.ReadingLimits",
]

# Figures for a monitoring server are counted where someone may ask for them.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
if METRICS_TOKEN:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "nmirf.urls"
WSGI_APPLICATION = "nmirf.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["nmirf.common.templatetags.nmirf"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nmirf.common.context_processors.site",
            ],
        },
    }
]

# Data. One engine everywhere; a page that asks too much of it is cut off.
DATABASES = {
    "default": {
        **env.db("DATABASE_URL"),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=30_000)} -c lock_timeout=10000"
)
# No query of a public page takes longer than this, in milliseconds.
PUBLIC_TIMEOUT_MS = env.int("PUBLIC_TIMEOUT_MS", default=5_000)
# History is written by triggers, so that bulk edits and raw SQL are in it, deletions included.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env("CACHE_PREFIX", default="nmirf"),
    }
}
# How long public pages are kept, in seconds, where nothing changes that is on them; 0 keeps none.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=0 if DEBUG else 600)
# Where a CDN in front is told that something public has changed, and how long it may keep pages.
CDN_PURGE_URL = env("CDN_PURGE_URL", default="")
CDN_PURGE_TOKEN = env("CDN_PURGE_TOKEN", default="")
CDN_SECONDS = env.int("CDN_SECONDS", default=3600 if CDN_PURGE_URL else 30)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Work in the background.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = CELERY_TASK_ALWAYS_EAGER
CELERY_TIMEZONE = env("TIME_ZONE", default="UTC")

# Signing in.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian makes no account for strangers
GUARDIAN_RAISE_403 = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reporting:desk"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the secretariat opens accounts; nobody registers oneself
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_PASSKEY_LOGIN_ENABLED = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How long a link in an invitation is good, and one that confirms the address of an organisation.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
REGISTRATION_DAYS = env.int("REGISTRATION_DAYS", default=7)

# What the browser may do.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "nmirf.common.views.csrf_failure"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Languages and dates.
LANGUAGE_CODE = env("LANGUAGE_CODE", default="en")
ALL_LANGUAGES = {
    "ar": _("Arabic"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "zh-hans": _("Chinese"),
}
LANGUAGES = [
    (code, ALL_LANGUAGES[code]) for code in env.list("LANGUAGES", default=["en", "fr", "ar"])
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["nmirf.formats"]
# Whether numbers and dates of Arabic pages stand in Arabic digits.
ARABIC_DIGITS = env.bool("ARABIC_DIGITS", default=False)
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")

# Files. Static files are public; whatever people upload is served through a policy alone.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
# The second directory holds the fonts and is made by `build_fonts`, at the first start.
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]
PRIVATE_ROOT = VAR_DIR / "private"
# Everything that is public, as files; see portal.opendata. In private/, which is there to stay.
OPEN_DATA_ROOT = PRIVATE_ROOT / "open_data"
# For how many days the first edition of a day stays at its own address.
OPEN_DATA_DAYS = env.int("OPEN_DATA_DAYS", default=365)
# What makes it, by name: the libraries that write the files take a process tens of megabytes.
OPEN_DATA_MAKER = "portal.opendata.making.publish"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
# The first one drops what is larger than a form takes, while it comes in.
FILE_UPLOAD_HANDLERS = [
    "nmirf.common.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Addresses whose forms take files as large as IMPORT_MAX_BYTES.
LARGE_UPLOADS = frozenset({"recommendations:new_import"})
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20 * 1024 * 1024)
# The virus scanner, tcp://host:3310 or unix:///path of clamd; without one, files are served unscanned.
CLAMD_URL = env("CLAMD_URL", default="")
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=1024 * 1024 * 1024)
# Fewer people or cases than this are never shown; see activities.disclosure.
SMALL_NUMBER_THRESHOLD = env.int("SMALL_NUMBER_THRESHOLD", default=5)
if SMALL_NUMBER_THRESHOLD < 1 or SMALL_NUMBER_THRESHOLD == 2:
    raise ImproperlyConfigured("SMALL_NUMBER_THRESHOLD: 1 shows every number, 3 or more hide some.")

# How often the API answers one address of the network, and one token, within a minute.
API_RATE = env.int("API_RATE", default=600)
API_TOKEN_RATE = env.int("API_TOKEN_RATE", default=1200)
# Whom researchers write to about weaknesses, as an address of mail or a page; none: no security.txt.
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")
# Whether search engines may list the pages; of a demonstration they never may.
SEARCH_ENGINES = env.bool("SEARCH_ENGINES", default=True)

# Mail. The demo writes it to var/mail/ and shows it on a page.
MAIL_DIR = VAR_DIR / "mail"
if DEMO_MODE:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
else:
    vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 30  # seconds: a mail server that hangs must not hold up the others' messages
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Where reports of undelivered messages come back to, and the Maildir or mbox that they lie in.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env("BOUNCE_MAILBOX", default="")
# Which messages the mail server has taken; see notifications.services.journal.
MAIL_JOURNAL_DIR = VAR_DIR / "outbox"

# Logs: one JSON line an event, without addresses of readers or bodies of requests.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": "ext://nmirf.common.logging.render",
            "foreign_pre_chain": "ext://nmirf.common.logging.COMMON",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
