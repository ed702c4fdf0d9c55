from typing import Any

from django.urls import include, path

from . import views

practice: list[Any] = [
    path("", views.practice_detail, name="practice_detail"),
    path("change/", views.practice_change, name="practice_change"),
    path("yes/", views.practice_yes, name="practice_yes"),
    path("withdraw/", views.practice_withdraw, name="practice_withdraw"),
    path("close/", views.practice_close, name="practice_close"),
]

urlpatterns = [
    path("", views.practice_list, name="practice_list"),
    path("new/", views.practice_new, name="practice_new"),
    path("code/", views.practice_by_code, name="practice_by_code"),
    path("<int:practice_id>/", include(practice)),
]
