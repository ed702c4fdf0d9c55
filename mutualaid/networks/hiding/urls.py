from django.urls import path

from . import views

network = [
    path("hide/", views.hide, name="hide"),
    path("hide/names/", views.show_hidden, name="show_hidden"),
    path("hide/<int:hiding_id>/end/", views.show_again, name="show_again"),
]
