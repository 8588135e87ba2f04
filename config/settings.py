"""Settings: wiring only. What a site may change comes from the environment, or from files for secrets."""

from datetime import timedelta
from pathlib import Path

from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from config import sources
from config.caseloads import Caseloads
from config.database.connections import connection_settings
from config.disclosing import Disclosing
from config.environment import flag, optional_secret, secret, setting
from config.savings import Savings
from config.schema_names import ENUM_NAMES
from config.site import SiteRefused, site

BASE_DIR = Path(__file__).resolve().parent.parent

# Development is said, never guessed: a production machine that forgets a variable must fail closed.
DEVELOPMENT = flag("ALONGSIDE_DEVELOPMENT")
DEBUG = False
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [old for old in (optional_secret("SECRET_KEY_BEFORE"),) if old]
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "agencies",
    "casework",
    "outcomes",
    "api",
    "web",
    "worker",
    "django.forms",  # last: our own templates of form fields stand before Django's
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Around all that may answer by itself, so that a redirect and a refused host name carry the headers too.
    "config.middleware.SecurityHeadersMiddleware",
    "config.limits.WholeRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Around the transaction: what it refused is rolled back, and leaves its row all the same.
    "config.trail.TrailMiddleware",
    "config.middleware.RequestTransactionMiddleware",
    # Inside the transaction, since the database forgets with it who acts. Pages only: the API believes tokens, no cookie.
    "web.middleware.ActorMiddleware",
    "config.limits.PageRateMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "web.frame.frame"]},
    }
]

DATABASES = connection_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # redis-py's own default of 5 s would hold a request that long when the broker is away.
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["agencies.backends.ActingBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Sign-in: nobody registers themselves, and an administrator knows everybody's address, so none is confirmed by e-mail.
ACCOUNT_ADAPTER = "web.sign_in.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Guesses for one address, and from one place: an office's hundred people may share the latter.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key,60/5m/ip", "reset_password": "5/30m/key,60/30m/ip"}
# The second factor: allauth's tables, recovery codes and passkeys; when a code is right is ours to say.
MFA_ADAPTER = "agencies.second_factor_seals.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
PASSWORD_RESET_TIMEOUT = 30 * 60  # a link from an e-mail, in seconds
PASSWORD_PAGE = "web:password"  # noqa: S105 - where it leads
# Sign-in at an agency's own provider: the folder with a file for each client secret, and how often from one place.
PROVIDER_SECRETS = setting("PROVIDER_SECRETS", "")
ACCOUNT_RATE_LIMITS["sign_in_with"] = "300/5m/ip"
SESSION_IDLE = timedelta(minutes=int(setting("SESSION_IDLE_MINUTES", "15")))
SESSION_IDLE_SHARED = min(SESSION_IDLE, timedelta(minutes=10))  # where others sit at the same computer
SESSION_LONGEST = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# Words that nobody came back to are kept so long.
DRAFT_DAYS = int(setting("DRAFT_DAYS", "14"))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what pages say may name a household
FORM_RENDERER = "web.forms.Renderer"

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]  # `manage.py makemessages -l cy` writes there what is to be put into Welsh
LANGUAGES = [("en-gb", "English")]  # those that our own texts are in; a browser may ask for any other
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]  # config/stack/assets.py builds it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "web.static_files.Storage"},
}
try:
    SITE = site()
except SiteRefused as refused:
    raise ImproperlyConfigured(str(refused)) from refused

EMAIL_BACKEND = setting("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = setting("EMAIL_FILE_PATH", "")
EMAIL_HOST = setting("EMAIL_HOST", "localhost")
EMAIL_PORT = int(setting("EMAIL_PORT", "587"))
EMAIL_HOST_USER = setting("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = optional_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # without one, a mail server that says nothing would hold a job for ever
DEFAULT_FROM_EMAIL = setting("DEFAULT_FROM_EMAIL", "alongside@localhost")
# Where people sign in: the link in every e-mail.
SERVICE_ADDRESS = setting("SERVICE_ADDRESS", f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")

# Where files of documents are kept: outside all that is served, readable by the service's own account alone.
FILES_FOLDER = setting("FILES_FOLDER", str(BASE_DIR / ".dev" / "files") if DEVELOPMENT else "")
# What looks for harm in them: clamd, by the path of its socket or as host:port. Without it, and outside development, no file
# is given out, unless a site says that it scans that folder itself.
CLAMD = setting("CLAMD", "")
CLAMD_SECONDS = int(setting("CLAMD_SECONDS", "60"))
FILES_SCANNED_ELSEWHERE = flag("FILES_SCANNED_ELSEWHERE")
FILES_PER_MINUTE = int(setting("FILES_PER_MINUTE", "20"))
# The internal address under which a proxy in front serves that folder's `clean` (X-Accel-Redirect); else we read it whole.
FILES_ACCEL = setting("FILES_ACCEL", "").rstrip("/")
# Where the root of every seal of the trail is written: away from the database, and from there off the machine.
AUDIT_ROOTS = setting("AUDIT_ROOTS", "")
# The first stops reading what is larger than any file that is taken; the others spare the memory and then the disk.
FILE_UPLOAD_HANDLERS = ["config.uploads.MostBytes", *global_settings.FILE_UPLOAD_HANDLERS]
DATA_UPLOAD_MAX_NUMBER_FILES = 2
ALLOW_TEST_NUMBERS = DEVELOPMENT  # NHS numbers of the range that is never issued, for the demonstration
# One body of a request, one token: ceilings that hold at every door.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MOST_BODY = 25_000_000  # of a form with its files; what is larger is refused by its head
TOKEN_LIFETIME = timedelta(hours=12)

# Behind how many proxies of ours the service stands; a client's own X-Forwarded-For is never believed.
NUM_PROXIES = int(setting("NUM_PROXIES", "0"))
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasActor"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "api.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "api.schema.RoomSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.ActorThrottle"],
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "api.exceptions.answer_error",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": NUM_PROXIES,
    "URL_FORMAT_OVERRIDE": None,
}
API_RATE_PER_MINUTE = int(setting("API_RATE_PER_MINUTE", "600"))
# Each membership, by page and by API together: a worker searches a few times in a minute, whoever tries names far more often.
SEARCHES_PER_MINUTE = int(setting("SEARCHES_PER_MINUTE", "30"))
API_ANONYMOUS_RATE_PER_MINUTE = int(setting("API_ANONYMOUS_RATE_PER_MINUTE", "60"))
# Pages: of one membership; and of one address, behind which an office of a hundred signs in at nine.
PAGES_PER_MINUTE = int(setting("PAGES_PER_MINUTE", "600"))
PAGES_ANONYMOUS_PER_MINUTE = int(setting("PAGES_ANONYMOUS_PER_MINUTE", "1200"))

SPECTACULAR_SETTINGS = {
    "TITLE": "Alongside",
    "DESCRIPTION": "One shared record for a household, one dedicated worker, closure only by agreement.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "SORT_OPERATIONS": True,
}

CHRONOLOGY_SOURCES, JOB_RUNS, REMINDER_SOURCES = sources.CHRONOLOGY_SOURCES, sources.JOB_RUNS, sources.REMINDER_SOURCES
LINKAGE_MEMORY_MIB = int(setting("LINKAGE_MEMORY_MIB", "3072"))  # what linking a million mentions may take
DISCLOSURE_SECTIONS = sources.DISCLOSURE_SECTIONS

# What the pages tell administrators of the work that nobody waits for: beat's own schedule, and how long each may be silent.
JOBS_SCHEDULE = "worker.schedule.SCHEDULE"
JOBS_PATIENCE = "config.health.PATIENCE_SECONDS"

# What a site may decide about reminders; docs/operate.md says what each does.
# Records of so many households, each opened by itself, are work; of more within an hour, a question.
UNUSUAL_HOUSEHOLDS_PER_HOUR = int(setting("UNUSUAL_HOUSEHOLDS_PER_HOUR", "30"))
BANK_HOLIDAYS = setting("BANK_HOLIDAYS", "").split(",")  # 2026-12-25,2026-12-28
NO_CONTACT_DAYS = int(setting("NO_CONTACT_DAYS", "21"))
ENGAGEMENT_RENEWAL_MONTHS = int(setting("ENGAGEMENT_RENEWAL_MONTHS", "6"))
NO_OUTCOME_WEEKS = int(setting("NO_OUTCOME_WEEKS", "8"))
CASELOADS, SAVINGS, DISCLOSING = Caseloads(), Savings(), Disclosing(SECRET_KEY if DEVELOPMENT else "")
REMINDER_DEPUTY_DAYS = int(setting("REMINDER_DEPUTY_DAYS", "3"))
REMINDER_MANAGER_DAYS = int(setting("REMINDER_MANAGER_DAYS", "7"))
# A claim outlasts all that comes before the first hand-over of a batch; a hand-over, a mail server that takes its ten
# seconds (EMAIL_TIMEOUT) for each of its steps.
REMINDER_CLAIM_SECONDS = int(setting("REMINDER_CLAIM_SECONDS", "60"))
REMINDER_HANDOVER_SECONDS = int(setting("REMINDER_HANDOVER_SECONDS", "180"))
REMINDER_BATCH = int(setting("REMINDER_BATCH", "20"))
# So many are cut off, at most, where a process ends while it hands over: quicker with more, and more to look at then.
REMINDER_HANDOVERS_AT_ONCE = int(setting("REMINDER_HANDOVERS_AT_ONCE", "1"))
REMINDER_ATTEMPTS = int(setting("REMINDER_ATTEMPTS", "12"))
REMINDER_OLDEST_SECONDS = int(setting("REMINDER_OLDEST_SECONDS", "900"))
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # guardian's own backend ignores when an agreement ends: agencies.backends answers instead
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line" if DEVELOPMENT else "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        name: {"level": "WARNING"} for name in ("fido2", "splink")
    },  # they tell of every passkey, and every step
}

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing is told outside. Not "no-referrer": under that a browser sends forms with `Origin: null`, which are refused as forged.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script of ours reads the cookie
CSRF_FAILURE_VIEW = "web.drafts.forged.forged"
if not DEVELOPMENT:
    # A browser takes such a name from this very host only, and only over TLS.
    CSRF_COOKIE_NAME, SESSION_COOKIE_NAME = "__Host-csrftoken", "__Host-session"
    CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_TLS_PROXY") else None
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked for by the container's own health check
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
