from typing import Any

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from needs.surveys import views


class KeyConverter(StringConverter):
    """The key of a question."""

    regex = r"[\w.-]+"


register_converter(KeyConverter, "key")

section: list[Any] = [
    path("", views.section_edit, name="section_edit"),
    path("up/", views.section_up, name="section_up"),
    path("down/", views.section_down, name="section_down"),
    path("remove/", views.section_remove, name="section_remove"),
    path("add/", views.question_kinds, name="question_kinds"),
    path("add/<slug:kind>/", views.question_add, name="question_add"),
]

question: list[Any] = [
    path("", views.question_edit, name="question_edit"),
    path("up/", views.question_up, name="question_up"),
    path("down/", views.question_down, name="question_down"),
    path("remove/", views.question_remove, name="question_remove"),
]

survey: list[URLPattern | URLResolver] = [
    path("", views.survey_detail, name="survey_detail"),
    path("preview/", views.survey_preview, name="survey_preview"),
    path("poster/", views.survey_poster, name="survey_poster"),
    path("copy/", views.survey_copy, name="survey_copy"),
    path("open/", views.survey_confirm_open, name="survey_confirm_open"),
    path("open/now/", views.survey_open, name="survey_open"),
    path("close/", views.survey_close, name="survey_close"),
    path("remove/", views.survey_remove, name="survey_remove"),
    path("build/", views.survey_build, name="survey_build"),
    path("build/texts/", views.survey_texts, name="survey_texts"),
    path("build/parts/add/", views.section_add, name="section_add"),
    path("build/parts/<int:section_id>/", include(section)),
    path("build/questions/<key:key>/", include(question)),
]

urlpatterns = [
    path("", views.survey_list, name="survey_list"),
    path("new/", views.survey_new, name="survey_new"),
    path("new/ready/", views.survey_begin_ready, name="survey_begin_ready"),
    path("<int:survey_id>/", include(survey)),
]
