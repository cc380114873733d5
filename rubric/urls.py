from django.urls import path

from rubric import views

app_name = "rubric"
urlpatterns = [
    path("q/<slug:slug>/", views.ask, name="ask"),
    path("q/<slug:slug>/examples/<slug:persona>/", views.example, name="example"),
    path(
        "q/<slug:slug>/examples/<slug:persona>/result.json",
        views.example_data,
        name="example-data",
    ),
    path("r/<str:token>/", views.result, name="result"),
    path("r/<str:token>/result.json", views.result_data, name="result-data"),
    path("r/<str:token>/delete/", views.delete, name="delete"),
    path("deleted/", views.deleted, name="deleted"),
    path("method/", views.method, name="method"),
]
