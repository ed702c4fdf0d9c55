from django.urls import include, path

app_name = "resources"

urlpatterns = [
    path("n/<slug:slug>/resources/", include("resources.items.urls")),
    path("n/<slug:slug>/purse/", include("resources.purse.urls")),
    path("n/<slug:slug>/stock/", include("resources.stock.urls")),
]
