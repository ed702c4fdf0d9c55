import factory

from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.services import new_key
from tests.accounts.factories import UserFactory


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network

    name = "Millbrook"
    slug = factory.Sequence("millbrook-{}".format)
    area = "between the canal and Mill Road"
    languages = ["en", "es", "ar"]
    key = factory.LazyFunction(new_key)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    network = factory.SubFactory(NetworkFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.display_name")
    key = factory.LazyAttribute(lambda member: new_key(under=member.network.key))


class CircleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Circle

    network = factory.SubFactory(NetworkFactory)
    kind = Circle.Kind.WORKING_GROUP
    name = "Kitchen"
