from resources.models import NeedAsk
from tests.matrix import sample
from tests.needs.posts.factories import need_of
from tests.needs.posts.samples import looked_after
from tests.networks.factories import MemberFactory
from tests.resources.samples import drill_of

sample("resources:need_ask:need_id")(looked_after)


@sample("resources:need_id")
def asked_about(amina):
    """What somebody else needs, and Amina was asked about."""
    asked = amina.need_asks.first() or NeedAsk.objects.create(
        need=need_of(MemberFactory(network=amina.network)), of=amina, item=drill_of(amina)
    )
    return asked.need_id
