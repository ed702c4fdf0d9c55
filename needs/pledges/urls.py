from django.urls import path

from . import views

urlpatterns = [
    path("help/", views.need_pledge, name="need_pledge"),
    path("help/<int:pledge_id>/words/", views.pledge_words, name="pledge_words"),
    path("help/<int:pledge_id>/edit/", views.pledge_edit, name="pledge_edit"),
    path("help/<int:pledge_id>/change/", views.pledge_change, name="pledge_change"),
    path("help/<int:pledge_id>/accept/", views.pledge_accept, name="pledge_accept"),
    path("help/<int:pledge_id>/decline/", views.pledge_decline, name="pledge_decline"),
    path("help/<int:pledge_id>/take-back/", views.pledge_take_back, name="pledge_take_back"),
    path("help/<int:pledge_id>/done/", views.pledge_done, name="pledge_done"),
    path("help/<int:pledge_id>/contact/", views.pledge_contact, name="pledge_contact"),
]
