from django.apps import AppConfig


class SpecialtiesConfig(AppConfig):
    name = "specialties"
    verbose_name = "Reference library"
    default_auto_field = "django.db.models.BigAutoField"
