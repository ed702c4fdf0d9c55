from django.urls import path

from . import views

network = [
    path("join/", views.join_here, name="join_here"),
    path("join/back/", views.knock_no_more, name="knock_no_more"),
    path("invite/", views.invite, name="invite"),
    path("invite/link/", views.make_link, name="make_link"),
    path("invite/by-hand/", views.take_by_hand, name="take_by_hand"),
    path("invite/poster/", views.make_poster, name="make_poster"),
    path("invite/<int:invitation_id>/end/", views.end_invitation, name="end_invitation"),
    path("posters/<int:invitation_id>/", views.poster, name="poster"),
]

anywhere = [
    path("join/", views.enter_code, name="enter_code"),
    path("join/<str:code>/", views.join, name="join"),
]
