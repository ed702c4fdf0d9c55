from django.urls import include, path

from mutualaid import look

urlpatterns = [
    path("language/", look.language, name="language"),
    path("", include("mutualaid.accounts.urls")),
    path("", include("needs.urls")),
]
