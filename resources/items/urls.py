from typing import Any

from django.urls import include, path

from resources.asks import urls as asks
from resources.loans import urls as loans

from . import views

item: list[Any] = [
    path("", views.item_detail, name="item_detail"),
    path("words/", views.item_words, name="item_words"),
    path("change/", views.item_change, name="item_change"),
    path("pause/", views.item_pause, name="item_pause"),
    path("again/", views.item_share_again, name="item_share_again"),
    path("take-out/", views.item_take_out, name="item_take_out"),
    path("look-after/", views.item_look_after, name="item_look_after"),
    path("let-go/", views.item_let_go, name="item_let_go"),
    path("when/", views.item_windows, name="item_windows"),
    path("when/<int:window_id>/remove/", views.window_remove, name="window_remove"),
    path("photos/", views.item_photos, name="item_photos"),
    path("photos/<int:photo_id>/", views.photo_large, name="photo_large"),
    path("photos/<int:photo_id>/small/", views.photo_small, name="photo_small"),
    path("photos/<int:photo_id>/remove/", views.photo_remove, name="photo_remove"),
    path("vouch/", views.item_vouch, name="item_vouch"),
    path("vouch-no-more/", views.item_vouch_no_more, name="item_vouch_no_more"),
    path("", include(asks.of_item)),
    path("", include(loans.of_item)),
]

urlpatterns = [
    path("", views.item_list, name="item_list"),
    path("mine/", views.item_mine, name="item_mine"),
    path("new/", views.item_new, name="item_new"),
    path("new/<slug:kind>/", views.item_share, name="item_share"),
    path("", include(asks.urlpatterns)),
    path("", include(loans.urlpatterns)),
    path("<int:item_id>/", include(item)),
]
