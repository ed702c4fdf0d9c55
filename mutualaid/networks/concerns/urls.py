from django.urls import path

from . import views

network = [
    path("concerns/", views.concern_list, name="concern_list"),
    path("concerns/new/", views.concern_new, name="concern_new"),
    path("concerns/<int:concern_id>/", views.concern, name="concern"),
    path("concerns/<int:concern_id>/before/", views.concern_before, name="concern_before"),
    path("concerns/<int:concern_id>/read/", views.concern_read, name="concern_read"),
    path("concerns/<int:concern_id>/told/", views.concern_told, name="concern_told"),
    path("concerns/<int:concern_id>/ask/", views.concern_ask, name="concern_ask"),
    path("concerns/<int:concern_id>/question/", views.concern_question, name="concern_question"),
    path("concerns/<int:concern_id>/answer/", views.concern_answer, name="concern_answer"),
    path("concerns/<int:concern_id>/propose/", views.concern_propose, name="concern_propose"),
    path("concerns/<int:concern_id>/decline/", views.concern_decline, name="concern_decline"),
    path("concerns/<int:concern_id>/accept/", views.concern_accept, name="concern_accept"),
    path("concerns/<int:concern_id>/word/", views.concern_word, name="concern_word"),
    path("concerns/<int:concern_id>/end/", views.concern_end, name="concern_end"),
    path("concerns/<int:concern_id>/withdraw/", views.concern_withdraw, name="concern_withdraw"),
]
