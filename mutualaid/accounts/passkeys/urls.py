from django.urls import path

from . import views

urlpatterns = [
    path("me/passkeys/", views.passkey_list, name="passkey_list"),
    path("me/passkeys/begin/", views.passkey_begin, name="passkey_begin"),
    path("me/passkeys/add/", views.passkey_add, name="passkey_add"),
    path("me/passkeys/<int:passkey_id>/remove/", views.passkey_remove, name="passkey_remove"),
    path("sign-in/passkey/", views.sign_in_with_passkey, name="sign_in_with_passkey"),
    path("sign-in/passkey/begin/", views.sign_in_begin, name="sign_in_begin"),
]
