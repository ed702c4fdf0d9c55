from django.urls import URLPattern, URLResolver, include, path

from needs.answering.views import afterwards, door, heard, online, paper

question: list[URLPattern] = [
    path("", online.answer_question, name="answer_question"),
    path("typed/", online.answer_typed, name="answer_typed"),
    path("skip/", online.answer_skip, name="answer_skip"),
    path("back/", online.answer_back, name="answer_back"),
]

answering: list[URLPattern | URLResolver] = [
    path("", online.answer_start, name="answer_start"),
    path("begin/", online.answer_begin, name="answer_begin"),
    path("q/<int:question_id>/", include(question)),
    path("review/", online.answer_review, name="answer_review"),
    path("send/", online.answer_send, name="answer_send"),
    path("receipt/", online.answer_receipt, name="answer_receipt"),
    path("afterwards/", afterwards.answer_afterwards, name="answer_afterwards"),
    path("answers/", online.answer_look, name="answer_look"),
    path("change/", online.answer_change, name="answer_change"),
    path("withdraw/", online.answer_withdraw, name="answer_withdraw"),
    path("forget/", online.answer_forget, name="answer_forget"),
    path("door/", door.answer_door, name="answer_door"),
    path("door/send/", door.answer_door_send, name="answer_door_send"),
]

writing = [
    path("paper/", paper.sheet_list, name="sheet_list"),
    path("paper/blank/", paper.sheet_blank, name="sheet_blank"),
    path("paper/print/", paper.sheet_print, name="sheet_print"),
    path("paper/type/", paper.sheet_find, name="sheet_find"),
    path("paper/<int:number>/", paper.sheet_type, name="sheet_type"),
    path("paper/<int:number>/check/", paper.sheet_check, name="sheet_check"),
    path("heard/", heard.survey_heard, name="survey_heard"),
]

urlpatterns = [
    path("s/<slug:code>/", include(answering)),
    path("sw.js", door.service_worker, name="service_worker"),
    path("n/<slug:slug>/surveys/<int:survey_id>/", include(writing)),
]
