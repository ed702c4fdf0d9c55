from resources.hsds.models import OutsideService
from resources.hsds.sources import things_of_circles
from tests.matrix import sample
from tests.networks.factories import CircleFactory
from tests.resources.factories import shared_by
from tests.resources.hsds.factories import services_of, upload_of


@sample("resources:service_id")
def listed(amina):
    return listed_by(amina).pk


def listed_by(member, **told):
    told = {"code": "food-bank", "name": "Food bank", "category": "food"} | told
    found = OutsideService.objects.filter(network=member.network, code=told["code"]).first()
    return found or OutsideService.objects.create(network=member.network, by=member, **told)


@sample("resources:hsds_service:service_id")
def public(amina):
    if not things_of_circles(amina.network):
        circle = CircleFactory(network=amina.network, name="Shed")
        shared_by(amina, kind="space", name="The hall", circle=circle, audience="everyone")
    return services_of(amina.network)[0]["id"]


for step in ("preview", "run", "drop"):

    @sample(f"resources:elsewhere_{step}:upload_id")
    def directory(amina):
        return upload_of(amina).pk
