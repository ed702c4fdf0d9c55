from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from needs.results import views

words: list[Any] = [
    path("", views.words, name="words"),
    path("tag/", views.tag, name="tag"),
    path("untag/", views.untag, name="untag"),
]

members: list[URLPattern | URLResolver] = [
    path("results/", views.result_pages, name="result_pages"),
    path("results/words/<int:question_id>/", include(words)),
    path("results/export/<slug:extension>/", views.export, name="export"),
    path("ranking/", views.ranking, name="ranking"),
]

public = [
    path("results/", views.public_results, name="public_results"),
    path("ranking/", views.public_ranking, name="public_ranking"),
]

urlpatterns = [
    path("n/<slug:slug>/surveys/<int:survey_id>/", include(members)),
    path("s/<slug:code>/", include(public)),
]
