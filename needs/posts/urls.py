from typing import Any

from django.urls import include, path

from needs.pledges import urls as pledges
from needs.turns import urls as turns

from . import views

need: list[Any] = [
    path("", views.need_detail, name="need_detail"),
    path("posted/", views.need_posted, name="need_posted"),
    path("words/", views.need_words, name="need_words"),
    path("change/", views.need_change, name="need_change"),
    path("withdraw/", views.need_withdraw, name="need_withdraw"),
    path("met/", views.need_met, name="need_met"),
    path("skip/", views.need_skip, name="need_skip"),
    path("again/", views.need_open_again, name="need_open_again"),
    path("close/", views.need_close, name="need_close"),
    path("", include(pledges.urlpatterns)),
    path("", include(turns.of_need)),
]

urlpatterns = [
    path("", views.need_list, name="need_list"),
    path("to-do/", views.need_to_do, name="need_to_do"),
    path("new/", views.need_new, name="need_new"),
    path("new/<slug:category>/", views.need_post, name="need_post"),
    path("", include(turns.urlpatterns)),
    path("code/", views.need_by_code, name="need_by_code"),
    path("<int:need_id>/", include(need)),
]
