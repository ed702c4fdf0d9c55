from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("sign-up/", views.sign_up, name="sign_up"),
    path("sign-up/without-email/", views.sign_up_without_email, name="sign_up_without_email"),
    path("sign-up/write-down/", views.write_down, name="write_down"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.check_code, name="check_code"),
    path("sign-in/password/", views.sign_in_with_password, name="sign_in_with_password"),
    path("sign-in/link/<str:token>/", views.sign_in_with_link, name="sign_in_with_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-out/", views.signed_out, name="signed_out"),
    path("exit/", views.quick_exit, name="quick_exit"),
    path("bread/", views.bread, name="bread"),
    path("me/", views.me, name="me"),
    path("me/identity/", views.show_identity, name="show_identity"),
    path("me/names/", views.change_names, name="change_names"),
    path("me/password/", views.change_password, name="change_password"),
    path("me/data/", views.my_data, name="my_data"),
    path("me/data/show/", views.show_my_data, name="show_my_data"),
    path("me/data/export/", views.export_my_data, name="export_my_data"),
    path("me/readings/", views.my_readings, name="my_readings"),
    path("me/erase/", views.erase_me, name="erase_me"),
    path("kept/", views.kept, name="kept"),
    path("kept/asked/", views.asked, name="asked"),
    path("me/cards/", views.card_list, name="card_list"),
    path("me/cards/print/", views.card_print, name="card_print"),
    path("me/cards/<int:card_id>/end/", views.card_end, name="card_end"),
    path("sign-in/card/", views.sign_in_with_card, name="sign_in_with_card"),
    path("card/<str:code>/", views.card_scanned, name="card_scanned"),
    path("me/passkeys/", views.passkey_list, name="passkey_list"),
    path("me/passkeys/begin/", views.passkey_begin, name="passkey_begin"),
    path("me/passkeys/add/", views.passkey_add, name="passkey_add"),
    path("me/passkeys/<int:passkey_id>/remove/", views.passkey_remove, name="passkey_remove"),
    path("sign-in/passkey/", views.sign_in_with_passkey, name="sign_in_with_passkey"),
    path("sign-in/passkey/begin/", views.sign_in_begin, name="sign_in_begin"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("me/sessions/end/", views.end_all_sessions, name="end_all_sessions"),
]
