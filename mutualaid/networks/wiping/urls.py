from django.urls import URLPattern, URLResolver, path

from . import views

network: list[URLPattern | URLResolver] = [
    path("lockdown/destroy/", views.wipe, name="wipe"),
    path("lockdown/destroy/agree/", views.wipe_agree, name="wipe_agree"),
    path("lockdown/destroy/agree/not/", views.wipe_agree_not, name="wipe_agree_not"),
    path("lockdown/destroy/yes/", views.wipe_yes, name="wipe_yes"),
    path("lockdown/destroy/stop/", views.wipe_stop, name="wipe_stop"),
    path("rest/destroy/", views.wipe_by_parts, name="wipe_by_parts"),
]
