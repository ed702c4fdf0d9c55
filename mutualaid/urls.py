from django.urls import include, path

urlpatterns = [
    path("", include("mutualaid.accounts.urls")),
]
