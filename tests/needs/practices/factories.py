"""Practices, listed as pages list them."""

from mutualaid.fields import random_id
from needs.posts.models import Need
from needs.practices.services import list_practice, say_yes


def practice_of(member, *others, **told):
    """One that all may see, of this member and of others who said yes."""
    told = {
        "once": random_id(),
        "takes_part": True,
        "others": [],
        "category": "meals",
        "title": "Soup on Sundays",
        "words": "Whoever comes eats.",
        "place": "By the old pump",
        "times": "Sundays at six",
        "audience": Need.Audience.EVERYONE,
        "left_alone": False,
    } | told
    practice = list_practice(by=member, members=list(others), **told)
    for each in others:
        say_yes(practice=practice, own=practice.practitioners.filter(member=each))
    practice.refresh_from_db()
    return practice
