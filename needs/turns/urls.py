from typing import Any

from django.urls import path

from . import views

of_need: list[Any] = [
    path("turn/", views.need_take, name="need_take"),
    path("turn/back/", views.need_hand_back, name="need_hand_back"),
    path("turn/text/", views.need_text, name="need_text"),
    path("turn/spoke/", views.need_spoke, name="need_spoke"),
    path("turn/not-needed/", views.need_not_needed, name="need_not_needed"),
]

urlpatterns: list[Any] = [path("to-ask/", views.need_to_ask, name="need_to_ask")]
