from django.urls import include, path

app_name = "needs"

urlpatterns = [
    path("", include("needs.answering.urls")),
    path("", include("needs.results.urls")),
    path("n/<slug:slug>/needs/", include("needs.board.urls")),
    path("n/<slug:slug>/needs/", include("needs.posts.urls")),
    path("n/<slug:slug>/surveys/", include("needs.imports.urls")),
    path("n/<slug:slug>/surveys/", include("needs.surveys.urls")),
]
