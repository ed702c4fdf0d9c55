from django.urls import URLPattern, URLResolver, include, path

from . import views
from .agreements import urls as agreements
from .company import urls as company
from .concerns import urls as concerns
from .hiding import urls as hiding
from .joining import urls as joining
from .lockdown import urls as lockdown
from .pictures import views as pictures
from .standing import urls as standing
from .wiping import urls as wiping

app_name = "networks"

network: list[URLPattern | URLResolver] = [
    path("", views.page, name="page"),
    path("home/", views.home, name="home"),
    path("ready/", views.ready, name="ready"),
    path("circles/", views.circles, name="circles"),
    path("leave/", views.leave, name="leave"),
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
    *joining.network,
    *lockdown.network,
    *standing.network,
    *wiping.network,
]

urlpatterns = [
    path("", views.front, name="front"),
    path("start/", views.start, name="start"),
    *joining.anywhere,
    path("n/<slug:slug>/", include(network)),
]
