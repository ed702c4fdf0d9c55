from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "mutualaid.sealed"
    label = "sealed"
