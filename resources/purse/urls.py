from typing import Any

from django.urls import include, path

from . import views

purse: list[Any] = [
    path("", views.purse_detail, name="purse_detail"),
    path("in/", views.purse_in, name="purse_in"),
    path("out/", views.purse_out, name="purse_out"),
    path("currency/", views.purse_currency, name="purse_currency"),
    path("purse.csv", views.purse_csv, name="purse_csv"),
]

slip: list[Any] = [
    path("", views.slip_detail, name="slip_detail"),
    path("confirm/", views.slip_confirm, name="slip_confirm"),
    path("take-back/", views.slip_take_back, name="slip_take_back"),
    path("receipt/", views.slip_receipt, name="slip_receipt"),
    path("receipt/add/", views.slip_add_receipt, name="slip_add_receipt"),
]

urlpatterns = [
    path("", views.purse_first, name="purse_first"),
    path("slips/<int:slip_id>/", include(slip)),
    path("entries/<int:entry_id>/correct/", views.purse_correct, name="purse_correct"),
    path("<int:circle_id>/", include(purse)),
]
