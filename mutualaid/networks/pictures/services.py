"""Keeping a member's picture, and dropping it."""

from django.db import transaction

from mutualaid.db import lock_row
from mutualaid.networks.models import Member
from mutualaid.sealed.services import seal

from .models import Picture


@transaction.atomic
def keep_picture(*, of: Member, large: bytes, small: bytes) -> Picture:
    """In the place of the one that was there."""
    member = lock_row(Member.objects.select_related("key__under"), pk=of.pk)
    drop_picture(of=member)
    picture = Picture(member=member)
    seal(picture, "large", large, key=picture.key)
    seal(picture, "small", small, key=picture.key)
    picture.save(force_insert=True)
    return picture


def drop_picture(*, of: Member) -> None:
    Picture.objects.filter(member=of).delete()
