from django.urls import include, path

from .views import helping, mine

helped = [
    path("lost/", helping.card_ask, name="card_ask"),
    path("second/", helping.card_second, name="card_second"),
    path("back/", helping.card_take_back, name="card_take_back"),
    path("print/", helping.card_hand_over, name="card_hand_over"),
    path("confirm/", helping.card_confirm, name="card_confirm"),
    path("end/", helping.helping_end, name="helping_end"),
]

urlpatterns = [
    path("me/helpers/", mine.helper_list, name="helper_list"),
    path("me/helpers/meet/", mine.helper_meet, name="helper_meet"),
    path("me/helpers/name/", mine.helper_name, name="helper_name"),
    path("me/helpers/<int:helper_id>/end/", mine.helper_end, name="helper_end"),
    path("me/new-card/", mine.new_card, name="new_card"),
    path("me/new-card/stop/", mine.new_card_stop, name="new_card_stop"),
    path("me/new-card/code/", mine.new_card_code, name="new_card_code"),
    path("me/helping/", helping.helping, name="helping"),
    path("me/helping/code/", helping.helping_code, name="helping_code"),
    path("me/helping/<int:helper_id>/", include(helped)),
]
