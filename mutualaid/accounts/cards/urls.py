from django.urls import path

from . import views

urlpatterns = [
    path("me/cards/", views.card_list, name="card_list"),
    path("me/cards/print/", views.card_print, name="card_print"),
    path("me/cards/<int:card_id>/end/", views.card_end, name="card_end"),
    path("sign-in/card/", views.sign_in_with_card, name="sign_in_with_card"),
    path("card/<str:code>/", views.card_scanned, name="card_scanned"),
]
