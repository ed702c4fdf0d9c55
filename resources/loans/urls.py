from typing import Any

from django.urls import include, path

from . import views

loan: list[Any] = [
    path("", views.loan_detail, name="loan_detail"),
    path("words/", views.loan_words, name="loan_words"),
    path("agree/", views.loan_agree, name="loan_agree"),
    path("decline/", views.loan_decline, name="loan_decline"),
    path("take-back/", views.loan_take_back, name="loan_take_back"),
    path("hand-over/", views.loan_hand_over, name="loan_hand_over"),
    path("return/", views.loan_return, name="loan_return"),
    path("notes/", views.loan_notes, name="loan_notes"),
    path("notes/<int:note_id>/picture/", views.loan_picture, name="loan_picture"),
    path("keep/", views.loan_keep, name="loan_keep"),
    path("keep/yes/", views.loan_renew, name="loan_renew"),
    path("keep/no/", views.loan_not_longer, name="loan_not_longer"),
    path("contact/", views.loan_contact, name="loan_contact"),
]

of_item: list[Any] = [
    path("calendar/", views.item_calendar, name="item_calendar"),
    path("borrow/", views.loan_ask, name="loan_ask"),
    path("wait/", views.item_wait, name="item_wait"),
    path("wait/end/", views.item_wait_end, name="item_wait_end"),
    path("label/", views.item_label, name="item_label"),
]

urlpatterns: list[Any] = [
    path("loans/", views.loan_list, name="loan_list"),
    path("loans/all/", views.loan_all, name="loan_all"),
    path("loans/<int:loan_id>/", include(loan)),
]
