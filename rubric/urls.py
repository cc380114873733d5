from django.urls import path

from rubric.views import (
    again,
    ask,
    before,
    export,
    keeping,
    log,
    plans,
    results,
    shares,
    what_if,
    words,
)

app_name = "rubric"
urlpatterns = [
    path("q/<slug:slug>/", ask.ask, name="ask"),
    path("q/<slug:slug>/examples/<slug:persona>/", results.example, name="example"),
    path(
        "q/<slug:slug>/examples/<slug:persona>/result.json",
        results.example_data,
        name="example-data",
    ),
    path("r/<str:token>/", results.result, name="result"),
    path("r/<str:token>/result.json", export.result_data, name="result-data"),
    path("r/<str:token>/result.csv", export.result_csv, name="result-csv"),
    path("r/<str:token>/again/", again.again, name="again"),
    path("r/<str:token>/before/", before.before, name="before"),
    path("r/<str:token>/what-if/", what_if.what_if, name="what-if"),
    path("r/<str:token>/plan/", plans.plan, name="plan"),
    path("r/<str:token>/plan/ticks/", plans.ticks, name="ticks"),
    path("r/<str:token>/plan.ics", plans.calendar, name="plan-calendar"),
    path("r/<str:token>/log/", log.log, name="log"),
    path("r/<str:token>/log/<str:key>/remove/", log.remove, name="log-remove"),
    path("r/<str:token>/words/", words.words, name="words"),
    path("r/<str:token>/share/", shares.owner_page, name="shares"),
    path("r/<str:token>/share/<str:key>/card/", shares.card, name="share-card"),
    path("r/<str:token>/share/<str:key>/revoke/", shares.revoke, name="revoke"),
    path("r/<str:token>/card/", keeping.card, name="card"),
    path("r/<str:token>/keep/", keeping.keep, name="keep"),
    path("r/<str:token>/delete/", keeping.delete, name="delete"),
    path("deleted/", keeping.deleted, name="deleted"),
    path("s/<str:token>/", results.share, name="share"),
    path("method/", results.method, name="method"),
]
