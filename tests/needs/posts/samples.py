from datetime import timedelta

from django.utils import timezone

from needs.models import NeedTurn, Pledge, SavedFilter
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from tests.matrix import sample
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


@sample("needs:category")
def category(amina):
    return "groceries"


@sample("needs:need_id")
def need(amina):
    return needed_by(amina).pk


def needed_by(amina):
    wanted = {"audience": Need.Audience.MEMBERS, "quantity": 30}
    return amina.needs.filter(**wanted).first() or need_of(amina, **wanted)


@sample("needs:pledge_id")
def offered(amina):
    """Of somebody else, for what Amina needs."""
    helper = MemberFactory(network=amina.network)
    return pledge(
        need=needed_by(amina), by=helper, quantity=1, words="After six.", contact="555"
    ).pk


@sample("needs:pledge_contact:pledge_id")
def accepted(amina):
    pk = offered(amina)
    accept(pledge=Pledge.objects.get(pk=pk))
    return pk


@sample("needs:filter_id")
def saved_filter(amina):
    return SavedFilter.objects.create(member=amina, filter={"category": "food"}).pk


def looked_after(amina):
    """What somebody else needs, and Amina looks after."""
    turn = NeedTurn.objects.filter(by=amina).first() or NeedTurn.objects.create(
        need=need_of(MemberFactory(network=amina.network)),
        by=amina,
        until=timezone.now() + timedelta(hours=4),
    )
    return turn.need_id


for name in ("hand_back", "text", "spoke", "not_needed"):
    sample(f"needs:need_{name}:need_id")(looked_after)
