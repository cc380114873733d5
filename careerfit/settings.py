"""Settings, all from the environment; safe when a variable is forgotten."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from careerfit.stylesheet import HASHES

BASE_DIR = Path(__file__).resolve().parent.parent


def read_bool(name: str, *, default: bool) -> bool:
    text = os.environ.get(name, "").strip().lower()
    if text in ("on", "true", "yes", "1"):
        return True
    if text in ("off", "false", "no", "0"):
        return False
    if text:
        raise ImproperlyConfigured(f"{name} must be on or off, not {text!r}.")
    return default


def read_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def read_int(name: str, *, default: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.")
    return int(text)


DEBUG = read_bool("DEBUG", default=False)
# One switch for everything that only works over https: cookies, HSTS, the redirect.
HTTPS = read_bool("HTTPS", default=True)
# Believe X-Forwarded-Proto only when a proxy in front is known to set it.
BEHIND_PROXY = read_bool("BEHIND_PROXY", default=False)

# Below these a key can be guessed.
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 10
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text.")
    SECRET_KEY = "only-for-development-never-for-a-site-that-people-use"  # noqa: S105
if len(SECRET_KEY) < SHORTEST_KEY or len(set(SECRET_KEY)) < FEWEST_CHARACTERS:
    raise ImproperlyConfigured(
        f"SECRET_KEY must have at least {SHORTEST_KEY} characters, "
        f"{FEWEST_CHARACTERS} of them different."
    )

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the site, not *.")
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "careerfit.configs.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
    "simple_history",
    "specialties",
    "rubric",
    # For its template tags.
    "careerfit",
]

MIDDLEWARE = [
    "careerfit.headers.headers_middleware",
    "django.middleware.security.SecurityMiddleware",
    "careerfit.kept.kept_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "careerfit.headers.PolicyMiddleware",
    # Before whatever reads a body, a query or a cookie; what stands above gives headers alone.
    "careerfit.limits.limits_middleware",
    "careerfit.compression.compression_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "careerfit.sessions.sessions_middleware",
    # Lets a history know who is asking.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "careerfit.errors.page_for_405_middleware",
    "careerfit.errors.FaultsMiddleware",
]

ROOT_URLCONF = "careerfit.urls"
WSGI_APPLICATION = "careerfit.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "careerfit.context.site",
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ("careerfit_forms",)
CRISPY_TEMPLATE_PACK = "careerfit_forms"
CRISPY_FAIL_SILENTLY = False


def sqlite_options() -> dict[str, Any]:
    # Before these versions a WAL file that two processes reset at once could lose a commit.
    version = sqlite3.sqlite_version_info
    has_reset_fix = version >= (3, 51, 3) or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in ((3, 50, 7), (3, 44, 6))
    )
    # Emptying the journal is cheaper than making it anew, and reaches the disk for certain.
    journal = "WAL" if has_reset_fix else "TRUNCATE"
    return {
        # Take the write lock at BEGIN: a lock upgraded midway fails at once instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            # Every thread keeps a connection, and the system keeps the file in memory anyway.
            " PRAGMA cache_size=-256;"
            # What is erased is overwritten, not merely forgotten.
            " PRAGMA secure_delete=ON;"
        ),
    }


def read_database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'var' / 'careerfit.sqlite3'}"
    database: dict[str, Any] = {**dj_database_url.parse(url)}
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        options.update(sqlite_options())
        # Opening the file anew for every request costs more than a small page.
        database["CONN_MAX_AGE"] = None
        return database
    # dj-database-url reads ?pool=true as a boolean; a pool keeps its connections by itself.
    database["CONN_MAX_AGE"] = 0 if options.get("pool") else 60
    database["CONN_HEALTH_CHECKS"] = True
    options.setdefault("connect_timeout", 5)
    # Values travel apart from statements, so that no log of a failed one holds an answer.
    options.setdefault("server_side_binding", True)
    # Nobody waits for a locked table or a lost query for ever.
    options.setdefault("options", "-c lock_timeout=5s -c statement_timeout=15s")
    return database


DATABASES = {"default": read_database()}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
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

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# From the root, so that the pages of a preview find them, too.
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Off only where a program sends more than people do, to measure a site that nobody else uses.
LIMITS = read_bool("LIMITS", default=True)

# Days until a result stops opening and is erased, and how far its owner may extend them.
RETENTION_DAYS = read_int("RETENTION_DAYS", default=90)
LONGEST_RETENTION_DAYS = max(RETENTION_DAYS, read_int("LONGEST_RETENTION_DAYS", default=365))

# Months after which somebody should read a source again.
FRESH_MONTHS = read_int("FRESH_MONTHS", default=12)

# No file is ever written out: the one page that takes some keeps them in memory, with a handler
# of its own. How long a body may be: careerfit.limits.
FILE_UPLOAD_HANDLERS: list[str] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# As long as the browser is open: a student leaves nothing behind on a shared machine.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "careerfit.errors.csrf_failure"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
# Only admins have sessions. One ends when nobody has used it for this long, after a working day,
# with its password, and with the browser.
SESSION_COOKIE_AGE = max(1, read_int("SESSION_IDLE_MINUTES", default=60)) * 60
LONGEST_SESSION = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Not no-referrer: over https Django's CSRF check needs the origin.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        # Besides files of this site, only the texts that pages carry with them.
        "style-src": [SELF, *HASHES],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "safe": {
            "()": "careerfit.logs.SafeFormatter",
            "fmt": "{levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write the address of a failed request, token and all.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
