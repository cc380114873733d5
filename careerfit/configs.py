"""How the apps of the framework are set up here."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "careerfit.menu.Desk"
