from django.urls import include, path

app_name = "accounts"

urlpatterns = [
    path("", include("mutualaid.accounts.signing_in.urls")),
    path("", include("mutualaid.accounts.cards.urls")),
    path("", include("mutualaid.accounts.helpers.urls")),
    path("", include("mutualaid.accounts.passkeys.urls")),
    path("", include("mutualaid.accounts.own_page.urls")),
    path("", include("mutualaid.accounts.own_data.urls")),
]
