from django.urls import path

from . import views

urlpatterns = [
    path("map/", views.need_map, name="need_map"),
    path("sheet/", views.need_sheet, name="need_sheet"),
    path("told/", views.filter_list, name="filter_list"),
    path("told/new/", views.filter_save, name="filter_save"),
    path("told/<int:filter_id>/stop/", views.filter_stop, name="filter_stop"),
]
