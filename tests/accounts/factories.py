import factory

from mutualaid.accounts.models import User
from mutualaid.sealed.services import new_key


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    display_name = factory.Sequence("Neighbor {}".format)
    key = factory.LazyFunction(new_key)
