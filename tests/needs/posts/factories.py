"""Needs, posted as pages post them."""

from mutualaid.fields import random_id
from needs.posts.models import Need
from needs.posts.services import post_need


def need_of(member, **told):
    """A need that all may see, of this member."""
    told = {
        "once": random_id(),
        "category": "groceries",
        "title": "Soup for two evenings",
        "words": "I have the flu.",
        "contact": "555 0100",
        "address": "12 Mill Road",
        "urgency": "soon",
        "audience": Need.Audience.EVERYONE,
    } | told
    return post_need(**{"network": member.network, "by": member} | told)
