from django.urls import path

from . import views

network = [
    path("known/", views.known, name="known"),
    path("known/meet/", views.meet, name="meet"),
    path("known/vouch/", views.vouch, name="vouch"),
    path("known/<int:vouch_id>/back/", views.take_back, name="take_back"),
]
