from mutualaid.networks.models import Network
from needs.own_categories.queries import own_kinds
from tests.matrix import sample
from tests.needs.own_categories.factories import category_of


def own_category(amina):
    own = own_kinds(Network.objects.get(pk=amina.network_id))
    return next(iter(own), "") or category_of(amina, "Soup kitchens")


for name in ("change", "retire", "offer"):
    sample(f"needs:category_{name}:category")(own_category)
