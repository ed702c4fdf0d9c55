from django.urls import URLPattern, URLResolver, path

from . import views

network: list[URLPattern | URLResolver] = [
    path("lockdown/", views.lockdown, name="lockdown"),
    path("lockdown/keep/", views.lockdown_keep, name="lockdown_keep"),
    path("lockdown/keep/not/", views.lockdown_keep_not, name="lockdown_keep_not"),
    path("lockdown/give/", views.lockdown_give, name="lockdown_give"),
    path("lockdown/part/", views.lockdown_part, name="lockdown_part"),
    path("lockdown/part/have/", views.lockdown_have, name="lockdown_have"),
    path("lockdown/rehearse/", views.lockdown_rehearse, name="lockdown_rehearse"),
    path("lockdown/code/", views.lockdown_code, name="lockdown_code"),
    path("lockdown/now/", views.lockdown_now, name="lockdown_now"),
    path("rest/", views.wake, name="wake"),
]
