from django.urls import path

from . import views

network = [
    path("agreed/", views.agreed, name="agreed"),
    path("agreed/<int:agreement_id>/again/", views.take_up, name="take_up"),
    path("agreed/rules/<slug:rule>/", views.change_rule, name="change_rule"),
    path("agreed/suggested/<int:suggestion_id>/yes/", views.second, name="second"),
    path(
        "agreed/suggested/<int:suggestion_id>/back/",
        views.take_suggestion_back,
        name="take_suggestion_back",
    ),
    path("agreed/starter/", views.starter, name="starter"),
    path("agreed/starter/adopt/", views.adopt_starter, name="adopt_starter"),
]
