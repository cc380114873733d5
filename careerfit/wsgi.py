import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerfit.settings")

application = get_wsgi_application()

# Only now: what it needs is there once Django is set up.
from careerfit.limits import TextRequest  # noqa: E402

application.request_class = TextRequest
