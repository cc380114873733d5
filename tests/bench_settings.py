"""The product's own settings, with one address more."""

from careerfit.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench_urls"
