from django.urls import path

from . import views

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
]
