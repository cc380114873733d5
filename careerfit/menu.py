"""The menu of the admin, in the order of the pages of the site."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.text import slugify

# Under each page what it is made of, in the order in which the page shows it.
MENU = {
    "Sonographer paths": (
        *("path", "statement", "stakeholder", "kpi", "failuremode", "credential", "payfigure"),
        *("payyear", "question", "planweek", "phrase", "focusarea", "note"),
    ),
    "Specialties": ("specialty", "specialtygroup", "wholefield", "axis", "rotationtip"),
    "Questionnaires": ("rubric", "criterion", "persona", "example"),
    "Sources": ("source",),
    "Editions": ("edition",),
    "Accounts": ("user", "group"),
}
# What nobody has given a place yet.
REST = "More"


class Desk(AdminSite):
    site_header = "careerfit"
    site_title = "careerfit"
    index_title = "Desk"
    # Makes what waits on the desk for a user; the wiring names it once every app is there.
    waiting: Any

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        waiting = self.waiting(request.user)
        return super().index(request, {"desk": waiting, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        if app_label:
            return found
        models = {model["object_name"].lower(): model for app in found for model in app["models"]}
        pages = {
            title: [models.pop(name) for name in names if name in models]
            for title, names in MENU.items()
        }
        pages[REST] = list(models.values())
        return [
            {"name": title, "app_label": slugify(title), "models": rows}
            for title, rows in pages.items()
            if rows
        ]
