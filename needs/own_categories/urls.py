from django.urls import path

from . import views

urlpatterns = [
    path("", views.category_list, name="category_list"),
    path("new/", views.category_new, name="category_new"),
    path("<slug:category>/", views.category_change, name="category_change"),
    path("<slug:category>/retire/", views.category_retire, name="category_retire"),
    path("<slug:category>/offer/", views.category_offer, name="category_offer"),
]
