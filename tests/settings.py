"""The product's settings with what tests need: plain static files, a fast hasher."""

import os

os.environ.setdefault(
    "SECRET_KEY", "a-key-for-tests-only-long-enough-to-please-every-check-0123456789"
)
os.environ.setdefault("HTTPS", "off")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from careerfit.settings import *  # noqa: F403
from careerfit.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A name that a template misspells shows up in the page and fails the test.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟪%s⟫"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the product: several connections to one in memory lock each other out.
    (BASE_DIR / "var").mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3"}

# A test run asks for more than people do; tests/test_limits.py and others switch them on.
LIMITS = False
