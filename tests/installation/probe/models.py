from django.db import models


class Effect(models.Model):
    """That a probe was done. Nothing keeps a second one out: that is what is tested."""

    subject = models.BigIntegerField()
