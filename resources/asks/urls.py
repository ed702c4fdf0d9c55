from django.urls import path

from . import views

of_item = [path("ask/", views.item_ask, name="item_ask")]

urlpatterns = [
    path("asks/", views.ask_list, name="ask_list"),
    path("asks/limit/", views.ask_limit, name="ask_limit"),
    path("asks/<int:ask_id>/", views.ask_detail, name="ask_detail"),
    path("asks/<int:ask_id>/words/", views.ask_words, name="ask_words"),
    path("asks/<int:ask_id>/yes/", views.ask_yes, name="ask_yes"),
    path("asks/<int:ask_id>/no/", views.ask_no, name="ask_no"),
    path("asks/<int:ask_id>/take-back/", views.ask_take_back, name="ask_take_back"),
    path("asks/<int:ask_id>/done/", views.ask_done, name="ask_done"),
    path("asks/<int:ask_id>/contact/", views.ask_contact, name="ask_contact"),
]
