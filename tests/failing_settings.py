"""The product's own settings, with addresses that break."""

from careerfit.settings import *  # noqa: F403

ROOT_URLCONF = "tests.failing_urls"
