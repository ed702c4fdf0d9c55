import factory
from django.utils.timezone import localdate

from mutualaid.fields import Texts
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.models import Agreement, Circle, Concern, Member, Network, Seat
from mutualaid.networks.page import PARTS
from mutualaid.sealed.keys import new_key, row_name
from tests.accounts.factories import UserFactory


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network
        skip_postgeneration_save = True

    name = "Millbrook"
    slug = factory.Sequence("millbrook-{}".format)
    area = "between the canal and Mill Road"
    languages = ["en", "es", "ar"]
    key = factory.LazyFunction(new_key)

    @factory.post_generation
    def assembly(network, create, extracted):
        Circle.objects.create(network=network, kind=Circle.Kind.ASSEMBLY)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member
        skip_postgeneration_save = True

    network = factory.SubFactory(NetworkFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.display_name")
    key = factory.LazyAttribute(lambda member: new_key(under=member.network.key))
    vouches_needed = 0
    known_since = factory.LazyFunction(localdate)

    @factory.post_generation
    def seat(member, create, extracted):
        assembly = member.network.circles.get(kind=Circle.Kind.ASSEMBLY)
        Seat.objects.create(circle=assembly, member=member)


class CircleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Circle

    network = factory.SubFactory(NetworkFactory)
    kind = Circle.Kind.WORKING_GROUP
    name = "Kitchen"


def page_texts(**english):
    """The words of a public page, in English."""
    return {part.key: Texts(en=english.get(part.key, "")) for part in PARTS}


def write_page(*, by, texts):
    """Words for the public page that two agreed on."""
    agree(by=by, kind=Agreement.Kind.PAGE, value=texts)


def conceal(row, network):
    """As if a panel had hidden this row."""
    return Concern.objects.create(network=network, thing=row_name(row), hides=True)
