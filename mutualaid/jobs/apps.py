from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mutualaid.jobs"
    label = "jobs"
