from typing import Any

from django.contrib import admin
from django.urls import include, path

from careerfit import styleguide, views
from careerfit.preview import preview
from careerfit.sign_in import SignInForm
from rubric.admin.desk import Waiting
from specialties.admin import history

site: Any = admin.site
site.login_form = SignInForm
site.waiting = Waiting

handler400 = "careerfit.errors.bad_request"
handler404 = "careerfit.errors.not_found"

urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.icon, name="icon"),
    path("admin/tables/", include("specialties.admin.tables")),
    path("admin/changes/", admin.site.admin_view(history.week), name="changes_week"),
    path("admin/", admin.site.urls),
    path("preview/", preview, name="preview"),
    path("preview/<path:path>", preview),
    path("", include("rubric.urls")),
    path("", include("specialties.urls")),
]
