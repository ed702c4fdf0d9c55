from django.urls import include, path

from mutualaid import look

urlpatterns = [
    path("language/", look.language, name="language"),
    path("look/", look.look, name="look"),
    path("", include("mutualaid.accounts.urls")),
    path("", include("mutualaid.networks.urls")),
    path("", include("mutualaid.notices.urls")),
    path("", include("needs.urls")),
    path("", include("resources.urls")),
]

handler500 = "mutualaid.errors.server_error"
