"""Settings, read from the environment. ``docs/reference/settings.md`` lists them.

Two modes. *Demo* (``KITH_DEMO=1``, set by ``kith demo``) keeps everything in one folder and offers
one-click sign-in. *Production* is everything else: it refuses to start without its secrets, and has no demo
sign-in at all.
"""

from __future__ import annotations

import base64
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kith.config import logs
from kith.config.variables import read

DEMO = read("KITH_DEMO") == "1"
TESTING = not {"pytest", "mypy"}.isdisjoint(sys.modules)  # neither has secrets to keep
HOME = Path(read("KITH_HOME", ".kith")).absolute()
EXTRACTS = Path(read("KITH_EXTRACTS")) if read("KITH_EXTRACTS") else None  # files of what no room keeps
RETURN_SPECIFICATION = Path(read("KITH_RETURN_SPECIFICATION")) if read("KITH_RETURN_SPECIFICATION") else None
FIGURES = read("KITH_FIGURES", "duckdb")  # the engine that works out measures
DEBUG = False


def _secret(name: str) -> str:
    """A secret from the environment; in demo and tests one kept in (or made for) the demonstration's
    folder.
    """
    value = read(name)
    if value:
        return value
    if TESTING:
        return base64.b64encode(name.encode().ljust(32, b".")[:32]).decode()
    if not DEMO:
        raise ImproperlyConfigured(
            f"{name} is not set. Make one with: kith secret  (and keep it out of the database's backups)"
        )
    path = HOME / f"{name.lower()}.txt"
    try:
        HOME.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
            path.chmod(0o600)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{HOME} cannot be written ({error.strerror}). Give another folder with --home."
        ) from None


SECRET_KEY = _secret("KITH_SECRET_KEY")
CONTENT_KEY = _secret("KITH_CONTENT_KEY")  # wraps the key of every person; 32 bytes, base64
CONTENT_KEYS_BEFORE = tuple(read("KITH_CONTENT_KEY_BEFORE").split())  # still open what they sealed
ALLOWED_HOSTS = read("KITH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HERE = {"localhost", "127.0.0.1", "[::1]"}
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in HERE]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth tells by it when a passkey was last used
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "kith.orgs",
    "kith.people",
    "kith.workforce",
    "kith.plans",
    "kith.brokerage",
    "kith.rota",
    "kith.delivery",
    "kith.payments",
    "kith.insight",
    "kith.web",
]

MIDDLEWARE = [
    "kith.config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "kith.web.accounts.SessionLimits",
    "kith.web.accounts.SecondFactorFirst",
    "kith.orgs.context.ContextMiddleware",
    "kith.web.refusals.RefusalPages",
]

if DEMO or TESTING:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.locale.LocaleMiddleware") + 1, "kith.web.pretend.pretend_language"
    )

ROOT_URLCONF = "kith.config.urls"
WSGI_APPLICATION = "kith.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

try:
    DATABASES = {
        "default": dj_database_url.parse(
            read("DATABASE_URL", f"sqlite:///{HOME / 'kith.sqlite3'}"),
            conn_max_age=60,
            conn_health_checks=True,
        )
    }
except ValueError:
    raise ImproperlyConfigured(
        "The database's address cannot be read. Write it like postgresql://name:password@host/database."
    ) from None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _sync = "NORMAL" if DEMO or TESTING else "FULL"
    DATABASES["default"]["ENGINE"] = "kith.config.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_sync}; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
if DEMO:
    AUTHENTICATION_BACKENDS.append("kith.web.accounts_demo.DemoBackend")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kith.web.accounts.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True  # for the hours that SessionLimits allows
STEP_UP_MINUTES = 5  # for which a proved second factor counts as fresh; see web/accounts_step_up.py
ACCOUNT_REAUTHENTICATION_TIMEOUT = STEP_UP_MINUTES * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}  # many names from one place; axes counts each name
MFA_ADAPTER = "kith.web.accounts.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Kith"
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the device and who holds it: two factors in one
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
AXES_FAILURE_LIMIT = 5
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "kith.web.accounts.name_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

# Codes that were used once and tries that are counted must be known to every process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kith_cache"}}
if DEMO or TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # and the pretend one of kith/web/pretend.py, in a demonstration
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the package: nothing to collect
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not (DEMO or TESTING):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = logs.logging_config("WARNING" if DEMO or TESTING else read("KITH_LOG_LEVEL", "INFO"))
logs.configure()

SILENCED_SYSTEM_CHECKS = ["security.W009"]  # wants 50 characters; `kith check` wants 256 random bits
