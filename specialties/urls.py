from django.urls import path

from specialties import specialty_views, views

app_name = "specialties"
urlpatterns = [
    path("paths/", views.paths, name="paths"),
    path("sources/", views.sources, name="sources"),
    path("focus-areas/", specialty_views.areas, name="areas"),
    path("specialties/", specialty_views.index, name="index"),
    path("specialties/compare/", specialty_views.compare, name="compare"),
    path("specialties/pictures/", specialty_views.pictures, name="pictures"),
    path("specialties/rotations/", specialty_views.rotations, name="rotations"),
    path("specialties/table/", specialty_views.table, name="table"),
    path("specialties/<slug:slug>/", specialty_views.profile, name="profile"),
]
