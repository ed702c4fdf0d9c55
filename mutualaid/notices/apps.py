from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told of: in the app, by mail and on their phones; and their calendars."""

    name = "mutualaid.notices"
    label = "notices"
