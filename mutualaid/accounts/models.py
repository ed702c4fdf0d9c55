"""People who sign in. Nobody is staff: what one may do follows from membership and turns."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.sealed.models import DataKey


class User(AbstractBaseUser):
    """Someone who can sign in; may have no e-mail address and no password."""

    id = RandomIdField()
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    email_index = models.CharField(max_length=64, null=True, unique=True)
    """Blind index of the address: finds the account, tells nobody the address."""
    email_sealed = models.BinaryField(null=True)

    objects = BaseUserManager()
    last_login = None
    USERNAME_FIELD = "id"

    def __str__(self) -> str:
        return self.display_name


class Session(models.Model):
    """One browser that is signed in, or about to be. Days only: see `accounts.sessions`."""

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    """Of the key in the cookie, which is nowhere else."""
    data_sealed = models.BinaryField()
    created_on = models.DateField(default=timezone.localdate)
    used_on = models.DateField()
    ends_on = models.DateField()
