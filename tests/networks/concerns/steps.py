"""Steps of a concern that many tests begin with."""

import re

from mutualaid.fields import random_id
from mutualaid.networks.concerns.services import (
    ask,
    end,
    propose,
    raise_concern,
    word,
)

LIST = "/n/millbrook/concerns/"


def raised(by, named="Bo", **more):
    return raise_concern(by=by, account="He shouted at me", named=named, once=random_id(), **more)


def seats(concern):
    found = concern.panel.filter(declined=False)
    return list(found.select_related("member__user", "concern__network", "concern__key__under"))


def accept(client, concern):
    """Those whom the page shows."""
    seated = re.search(r'name="seated" value="(\w+)"', client.get(f"{LIST}{concern.pk}/").text)
    return client.post(f"{LIST}{concern.pk}/accept/", {"seated": seated[1]})


def end_it(*panel, outcome):
    """One puts it into words, a second agrees."""
    word(by=panel[0], outcome=outcome)
    end(by=panel[1], wording=reread(panel[1].concern).wording)


def asked(concern):
    """Whom it is about was asked."""
    ask(by=seats(concern)[0], question="Well?")
    return seats(concern)


def reread(row):
    return type(row).objects.get(pk=row.pk)


def given_a_break(concern):
    for seat in asked(concern):
        propose(by=seat, proposal="break")
