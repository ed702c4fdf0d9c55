from django.urls import path

from . import views

urlpatterns = [
    path("ask/", views.need_ask, name="need_ask"),
    path("asked/", views.need_asked, name="need_asked"),
    path("asked/no/", views.need_asked_no, name="need_asked_no"),
    path("asked/later/", views.need_asked_later, name="need_asked_later"),
]
