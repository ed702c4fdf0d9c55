from django.urls import include, path

from resources.hsds.urls import elsewhere

app_name = "resources"

urlpatterns = [
    path("n/<slug:slug>/resources/", include("resources.items.urls")),
    path("n/<slug:slug>/purse/", include("resources.purse.urls")),
    path("n/<slug:slug>/stock/", include("resources.stock.urls")),
    path("n/<slug:slug>/resources/", include("resources.imports.urls")),
    path("n/<slug:slug>/resources/elsewhere/", include(elsewhere)),
    path("n/<slug:slug>/hsds/", include("resources.hsds.urls")),
    path("n/<slug:slug>/needs/<int:need_id>/", include("resources.matching.urls")),
]
