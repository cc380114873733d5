from django.urls import path

from specialties import views

app_name = "specialties"
urlpatterns = [
    path("paths/", views.paths, name="paths"),
    path("sources/", views.sources, name="sources"),
]
