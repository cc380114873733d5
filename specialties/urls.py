from django.urls import path

from specialties import views

app_name = "specialties"
urlpatterns = [
    path("paths/", views.paths, name="paths"),
    path("paths/<slug:part>/", views.guide, name="guide"),
    path("sources/", views.sources, name="sources"),
    path("focus-areas/", views.areas, name="areas"),
    path("specialties/", views.index, name="index"),
    path("specialties/compare/", views.compare, name="compare"),
    path("specialties/pictures/", views.pictures, name="pictures"),
    path("specialties/rotations/", views.rotations, name="rotations"),
    path("specialties/table/", views.table, name="table"),
    path("specialties/<slug:slug>/", views.profile, name="profile"),
]
