from django.urls import path

from . import views

urlpatterns = [
    path("me/data/", views.my_data, name="my_data"),
    path("me/data/show/", views.show_my_data, name="show_my_data"),
    path("me/data/export/", views.export_my_data, name="export_my_data"),
    path("me/readings/", views.my_readings, name="my_readings"),
    path("me/erase/", views.erase_me, name="erase_me"),
    path("kept/", views.kept, name="kept"),
    path("kept/asked/", views.asked, name="asked"),
]
