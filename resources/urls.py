from django.urls import include, path

app_name = "resources"

urlpatterns = [
    path("n/<slug:slug>/resources/", include("resources.items.urls")),
    path("n/<slug:slug>/needs/<int:need_id>/", include("resources.matching.urls")),
]
