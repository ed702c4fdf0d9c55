from django.urls import path

from . import views

network = [
    path("welcome/ask/", views.ask_for_welcome, name="ask_for_welcome"),
    path("welcome/no-more/", views.no_welcome, name="no_welcome"),
    path("welcome/another/", views.another_welcome, name="another_welcome"),
    path("welcome/words/", views.welcome_words, name="welcome_words"),
    path("welcome/<int:welcome_id>/", views.welcome, name="welcome"),
    path("welcome/<int:welcome_id>/back/", views.hand_back, name="hand_back"),
    path("touch/", views.touch, name="touch"),
    path("touch/choose/", views.choose_touch, name="choose_touch"),
    path("touch/<int:touch_id>/end/", views.end_touch, name="end_touch"),
    path("touch/<int:touch_id>/<slug:act>/", views.touch_act, name="touch_act"),
    path("known/together/", views.vouch_by_now, name="vouch_by_now"),
]
