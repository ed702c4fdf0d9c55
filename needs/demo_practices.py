"""The demo's practices: what made-up neighbors do for each other without any network."""

from typing import Any

from mutualaid.fields import Texts, random_id
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.models import Network
from needs.own_categories.queries import agreement_about
from needs.posts.models import Need
from needs.practices.services import list_practice, say_yes

EATING_TOGETHER = Texts(en="Eating together", es="Comer juntos", ar="الأكل معًا")
MILLBROOK: list[dict[str, Any]] = [
    {
        "by": "Amina",
        "others": ["Rosa"],
        "category": "own-eating-together",
        "title": "Soup for whoever comes",
        "words": "A big pot, bread if somebody brings it. Come in, no need to say so before.",
        "place": "The yard by the old pump",
        "times": "Sundays at six",
        "audience": Need.Audience.EVERYONE,
        "left_alone": True,
    },
    {
        "by": "Lucía",
        "members": ["Bo"],
        "category": "childcare",
        "title": "We mind each other’s children",
        "words": "Three families. Whoever has a free afternoon takes all of them.",
        "place": "Canal side",
        "times": "Most afternoons",
        "audience": Need.Audience.KNOWN,
    },
    {
        "by": "Chen",
        "members": ["Amina"],
        "category": "company",
        "title": "An eye on Mill Road at night",
        "words": "Two of us walk round once and look whether all is well. Nobody is followed.",
        "place": "Mill Road",
        "times": "Fridays and Saturdays, late",
        "audience": Need.Audience.MEMBERS,
    },
    {
        "by": "Bo",
        "category": "bicycle",
        "title": "Bicycles mended on the pavement",
        "words": "Bring yours and do it with me; I have the tools.",
        "place": "Corner of Mill Road",
        "times": "First Saturday of the month",
        "audience": Need.Audience.EVERYONE,
    },
]


def list_practices(network: Network) -> None:
    """List them where those who do them live, with everybody's yes, and a kind of need that two
    added."""
    members = {each.name: each for each in network.members.present()}  # as known as they are now
    told = [each for each in MILLBROOK if network.name == "Millbrook" and each["by"] in members]
    if told:
        value = {"name": EATING_TOGETHER, "under": "food", "care": False, "retired": False}
        agree(
            by=members["Amina"],
            seconded_by=members["Bo"],
            kind=agreement_about("own-eating-together"),
            value=value,
        )
    for each in told:
        asked = [members[name] for name in each.get("members", [])]
        what: dict[str, Any] = {"takes_part": True, "others": [], "left_alone": False} | each
        what |= {"by": members[each["by"]], "once": random_id(), "members": asked}
        practice = list_practice(**what)
        say_yes(practice=practice, own=practice.practitioners.filter(member__in=asked))
