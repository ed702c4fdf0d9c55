from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("me/notices/", views.notice_list, name="notice_list"),
    path("me/notices/read/", views.read_all, name="read_all"),
    path("me/notices/<int:notice_id>/open/", views.notice_open, name="notice_open"),
    path("me/notices/choices/", views.choices, name="choices"),
    path("me/notices/clock/", views.clock, name="clock"),
    path("me/notices/push/", views.subscribe, name="subscribe"),
    path(
        "me/notices/push/<int:subscription_id>/end/",
        views.subscription_end,
        name="subscription_end",
    ),
    path("me/notices/worker.js", views.worker, name="worker"),
    path("me/calendar/", views.calendar, name="calendar"),
    path("me/calendar/new/", views.calendar_reset, name="calendar_reset"),
    path("me/calendar/end/", views.calendar_end, name="calendar_end"),
    path("me/calendar/<slug:secret>.ics", views.calendar_feed, name="calendar_feed"),
    path("unsubscribe/<slug:token>/", views.unsubscribe, name="unsubscribe"),
]
