from django.urls import include, path

from needs.answering.views import online

question = [
    path("", online.answer_question, name="answer_question"),
    path("typed/", online.answer_typed, name="answer_typed"),
    path("skip/", online.answer_skip, name="answer_skip"),
    path("back/", online.answer_back, name="answer_back"),
]

urlpatterns = [
    path("", online.answer_start, name="answer_start"),
    path("begin/", online.answer_begin, name="answer_begin"),
    path("q/<int:question_id>/", include(question)),
    path("review/", online.answer_review, name="answer_review"),
    path("send/", online.answer_send, name="answer_send"),
    path("receipt/", online.answer_receipt, name="answer_receipt"),
    path("answers/", online.answer_look, name="answer_look"),
    path("change/", online.answer_change, name="answer_change"),
    path("withdraw/", online.answer_withdraw, name="answer_withdraw"),
    path("forget/", online.answer_forget, name="answer_forget"),
]
