"""The product's own settings, with two addresses more."""

from careerfit.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench_urls"
