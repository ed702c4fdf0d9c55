from typing import Any

from django.urls import include, path

from . import views

goods: list[Any] = [
    path("", views.goods_detail, name="goods_detail"),
    path("in/", views.goods_in, name="goods_in"),
    path("mark/", views.goods_mark, name="goods_mark"),
]

lot: list[Any] = [
    path("", views.lot_detail, name="lot_detail"),
    path("out/", views.lot_out, name="lot_out"),
]

urlpatterns = [
    path("", views.stock_list, name="stock_list"),
    path("low/", views.stock_low, name="stock_low"),
    path("soon/", views.stock_soon, name="stock_soon"),
    path("print/", views.stock_print, name="stock_print"),
    path("stock.csv", views.stock_csv, name="stock_csv"),
    path("new/<int:circle_id>/", views.goods_new, name="goods_new"),
    path("lots/<int:lot_id>/", include(lot)),
    path("entries/<int:entry_id>/undo/", views.stock_undo, name="stock_undo"),
    path("<int:goods_id>/", include(goods)),
]
