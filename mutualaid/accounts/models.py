"""People who sign in. Nobody is staff: what one may do follows from membership and turns."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.sealed.models import DataKey

from .identifiers import indexes


class UserManager(BaseUserManager["User"]):
    def known_as(self, typed: str) -> "User | None":
        """The user with that e-mail address or sign-in name, if there is one."""
        email, name = indexes(typed)
        return self.filter(Q(email_index=email) | Q(sign_in_name_index=name)).first()


class User(AbstractBaseUser):
    """Someone who can sign in; may have no e-mail address and no password."""

    id = RandomIdField()
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    email_index = models.CharField(max_length=64, null=True, unique=True)
    """Blind index of the address: finds the account, tells nobody the address."""
    email_sealed = models.BinaryField(null=True)
    sign_in_name_index = models.CharField(max_length=64, null=True, unique=True)
    """Of the name that we give to people without an address, to type beside their password."""
    sign_in_name_sealed = models.BinaryField(null=True)

    def has_way_in_besides(
        self, *, card: "Card | None" = None, passkey: "Passkey | None" = None
    ) -> bool:
        """Whether they could still sign in without that card, or that passkey."""
        cards = CardCode.objects.filter(card__user=self, card__ended_on=None, used_on=None)
        passkeys = self.passkeys.exclude(pk=passkey.pk) if passkey else self.passkeys.all()
        return bool(
            (self.email_sealed and settings.MAILERS)
            or self.has_usable_password()
            or passkeys.exists()
            or cards.exclude(card=card).exists()
        )

    objects = UserManager()
    last_login = None
    USERNAME_FIELD = "id"

    def __str__(self) -> str:
        return self.display_name


class Card(models.Model):
    """A printed card with codes, for a person who has no e-mail and no phone of their own.

    The codes are nowhere: they follow from a secret of the page that prints them, so that the same
    page, sent again, prints the same card.
    """

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="cards")
    batch_index = models.CharField(max_length=64, unique=True)
    """Finds the card by that secret."""
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+")
    """Under which its codes are found: that of the server which printed it, and it comes along when
    a network moves. Null for cards from before there was such a key: these sign in here only."""
    made_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True)
    confirmed = models.BooleanField(default=True)
    """False for one that helpers had made, until another of them has met its person."""
    printed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    """The helper who printed it, and therefore cannot confirm it."""
    asked_with = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    """The other one who asked for it, and who should not confirm it either."""

    @property
    def is_void(self) -> bool:
        """Ended before anybody confirmed it: nobody may be in by it any more."""
        return not self.confirmed and self.ended_on is not None

    @property
    def voices(self) -> set[int]:
        """The ids of those who asked for it, until it is confirmed."""
        return {each for each in (self.printed_by_id, self.asked_with_id) if each}


class CardCode(models.Model):
    """One code of a card: it signs in once."""

    id = RandomIdField()
    card = models.ForeignKey(Card, models.CASCADE, related_name="codes")
    index = models.CharField(max_length=64, unique=True)
    used_on = models.DateField(null=True)


class Helper(models.Model):
    """That somebody may help another back in, as both said. Nobody else is shown it."""

    id = RandomIdField()
    holder = models.ForeignKey(User, models.CASCADE, related_name="helpers")
    helper = models.ForeignKey(User, models.CASCADE, related_name="helps")
    since = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            # Whoever was named twice would be two of the two that it takes.
            models.UniqueConstraint(fields=["holder", "helper"], name="one_helper_each")
        ]


class NewCardQuerySet(models.QuerySet["NewCard"]):
    def running(self) -> "NewCardQuerySet":
        """Those that two helpers ask for, and that can still be printed."""
        return self.filter(second__isnull=False, ends_on__gte=timezone.localdate())


class NewCard(models.Model):
    """A new card that helpers ask for, since its person lost the old one.

    =======  ==============================================================
    state    may become
    =======  ==============================================================
    asked    waiting (a second helper says so too)
    waiting  ready (72 hours later)
    ready    printed: then it is a `Card`, and this row is gone
    any      gone (its person stops it, a helper takes it back, it is over)
    =======  ==============================================================
    """

    class State(models.TextChoices):
        ASKED = "asked"
        WAITING = "waiting"
        READY = "ready"

    id = RandomIdField()
    holder = models.OneToOneField(User, models.CASCADE, related_name="new_card")
    first = models.ForeignKey(User, models.CASCADE, related_name="+")
    second = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    ready_at = models.DateTimeField(null=True)
    ends_on = models.DateField()
    """The last day on which it can go on."""

    objects = NewCardQuerySet.as_manager()

    class Meta:
        constraints = [
            # One person's word, or one person's phone, is never enough.
            models.CheckConstraint(condition=~Q(second=F("first")), name="two_people")
        ]

    @property
    def state(self) -> str:
        if self.ready_at is None:
            return self.State.ASKED
        return self.State.WAITING if timezone.now() < self.ready_at else self.State.READY

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def is_running(self) -> bool:
        """As `NewCardQuerySet.running`."""
        return self.second_id is not None and not self.is_over

    @property
    def voices(self) -> set[int]:
        """The ids of those who say so."""
        return {each for each in (self.first_id, self.second_id) if each}


class Passkey(models.Model):
    """The public half of a key pair whose other half never leaves its person's device."""

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40)
    """What its person calls the device."""
    digest = models.CharField(max_length=64, unique=True)
    credential_sealed = models.BinaryField()
    """Its id and public key in hex digits, without the make of the device."""
    made_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """One browser that is signed in, or about to be. Days only: see `accounts.sessions`."""

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    card = models.ForeignKey(Card, models.CASCADE, null=True, related_name="sessions")
    """The card by which it came in, as long as nobody has confirmed that card."""
    digest = models.CharField(max_length=64, unique=True)
    """Of the key in the cookie, which is nowhere else."""
    data_sealed = models.BinaryField()
    created_on = models.DateField(default=timezone.localdate)
    used_on = models.DateField()
    ends_on = models.DateField()
    """The last day on which it is good."""

    def __str__(self) -> str:
        return f"since {self.created_on}"


class Code(models.Model):
    """That someone asked for a code by mail, known to us or not, to sign in or to sign up.

    The code itself is nowhere: it follows from the id under a key of this server. So it can be
    mailed twice without changing, and whoever has the database cannot try all 8-digit numbers.
    """

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    """Null for an unknown address: its code is never sent and opens nothing, unless it signs up."""
    key = models.OneToOneField(DataKey, models.CASCADE, related_name="+")
    """Deleted together with the code, and takes the address along."""
    email_sealed = models.BinaryField()
    display_name_sealed = models.BinaryField(null=True)
    """Given at sign-up."""
    language = models.CharField(max_length=8)
    tries_left = models.PositiveSmallIntegerField(default=5)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.ends_at:%H:%M}"


class SignInLink(models.Model):
    """A way in that works once, kept as a digest."""

    id = RandomIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.ends_at:%H:%M}"


class Count(models.Model):
    """How often something was tried within an hour: see `accounts.limits`.

    ``id`` is all that is kept of who tried what: 63 bits of an HMAC under a key of the day.
    """

    id = models.BigIntegerField(primary_key=True)
    count = models.PositiveIntegerField(default=0)
    day = models.DateField()

    def __str__(self) -> str:
        return str(self.count)
