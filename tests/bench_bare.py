"""Eleven bytes behind Django's own eight usual middleware: settings, address and view in one."""

import os
import time

# What the product needs, too, so that memory is compared with what packages take anyway.
import brotli  # noqa: F401
import defusedcsv.csv  # noqa: F401
import icalendar  # noqa: F401
import lightningcss  # noqa: F401
import msgspec  # noqa: F401
import segno  # noqa: F401
from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = __name__
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT")
USE_TZ = True


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"hello world")


def clock(request: HttpRequest) -> HttpResponse:
    """Nanoseconds that this process has spent on the processor, in all its threads."""
    return HttpResponse(str(time.process_time_ns()))


urlpatterns = [path("bare/", bare), path("clock/", clock)]
