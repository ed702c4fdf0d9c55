from django.urls import path

from . import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/identity/", views.show_identity, name="show_identity"),
    path("me/names/", views.change_names, name="change_names"),
    path("me/password/", views.change_password, name="change_password"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("me/sessions/end/", views.end_all_sessions, name="end_all_sessions"),
]
