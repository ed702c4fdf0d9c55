"""Categories that a network added, as two members agree on them."""

from mutualaid.fields import Texts
from mutualaid.networks.agreements.services import agree
from needs.own_categories.queries import agreement_about


def category_of(member, english, slug="own-soup", **told):
    """The slug of a category of the network of this member."""
    name = Texts(dict.fromkeys(member.network.languages, english))
    value = {"name": name, "under": "food", "care": False, "retired": False} | told
    agree(by=member, kind=agreement_about(slug), value=value)
    return slug
