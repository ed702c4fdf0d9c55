from django.urls import URLPattern, URLResolver, path

from . import views

lockdown: list[URLPattern | URLResolver] = [
    path("", views.lockdown, name="lockdown"),
    path("keep/", views.lockdown_keep, name="lockdown_keep"),
    path("keep/not/", views.lockdown_keep_not, name="lockdown_keep_not"),
    path("give/", views.lockdown_give, name="lockdown_give"),
    path("part/", views.lockdown_part, name="lockdown_part"),
    path("part/have/", views.lockdown_have, name="lockdown_have"),
    path("rehearse/", views.lockdown_rehearse, name="lockdown_rehearse"),
    path("code/", views.lockdown_code, name="lockdown_code"),
    path("now/", views.lockdown_now, name="lockdown_now"),
    path("destroy/", views.wipe, name="wipe"),
    path("destroy/agree/", views.wipe_agree, name="wipe_agree"),
    path("destroy/agree/not/", views.wipe_agree_not, name="wipe_agree_not"),
    path("destroy/yes/", views.wipe_yes, name="wipe_yes"),
    path("destroy/stop/", views.wipe_stop, name="wipe_stop"),
]

rest: list[URLPattern | URLResolver] = [
    path("", views.wake, name="wake"),
    path("destroy/", views.wipe_by_parts, name="wipe_by_parts"),
]
