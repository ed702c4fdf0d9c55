from django.urls import include, path

app_name = "needs"

urlpatterns = [
    path("n/<slug:slug>/surveys/", include("needs.surveys.urls")),
]
