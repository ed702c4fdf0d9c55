from django.urls import URLPattern, URLResolver, include, path

from . import views
from .agreements import urls as agreements
from .company import urls as company
from .concerns import urls as concerns
from .hiding import urls as hiding
from .lockdown.urls import lockdown, rest
from .pictures import views as pictures

app_name = "networks"

network: list[URLPattern | URLResolver] = [
    path("", views.page, name="page"),
    path("home/", views.home, name="home"),
    path("join/", views.join_here, name="join_here"),
    path("join/back/", views.knock_no_more, name="knock_no_more"),
    path("ready/", views.ready, name="ready"),
    path("circles/", views.circles, name="circles"),
    path("leave/", views.leave, name="leave"),
    path("known/", views.known, name="known"),
    path("known/meet/", views.meet, name="meet"),
    path("known/vouch/", views.vouch, name="vouch"),
    path("known/<int:vouch_id>/back/", views.take_back, name="take_back"),
    path("invite/", views.invite, name="invite"),
    path("invite/link/", views.make_link, name="make_link"),
    path("invite/by-hand/", views.take_by_hand, name="take_by_hand"),
    path("invite/poster/", views.make_poster, name="make_poster"),
    path("invite/<int:invitation_id>/end/", views.end_invitation, name="end_invitation"),
    path("posters/<int:invitation_id>/", views.poster, name="poster"),
    path("picture/", pictures.picture, name="picture"),
    path("picture/remove/", pictures.picture_remove, name="picture_remove"),
    path("pictures/<int:picture_id>/", pictures.picture_small, name="picture_small"),
    path("pictures/<int:picture_id>/large/", pictures.picture_large, name="picture_large"),
    path("words/", views.words, name="words"),
    path("facts/", views.facts, name="facts"),
    *agreements.network,
    *company.network,
    *concerns.network,
    *hiding.network,
    path("lockdown/", include(lockdown)),
    path("rest/", include(rest)),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("start/", views.start, name="start"),
    path("join/", views.enter_code, name="enter_code"),
    path("join/<str:code>/", views.join, name="join"),
    path("n/<slug:slug>/", include(network)),
]
