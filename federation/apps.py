from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Networks of networks: mandates, councils, ActivityPub (4.4)."""

    name = "federation"
