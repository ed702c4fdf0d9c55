import factory

from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import User
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import seal


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    display_name = factory.Sequence("Neighbor {}".format)
    key = factory.LazyFunction(new_key)

    @factory.post_generation
    def email(self, create, address, **_):
        if address:
            self.email_index = email_index(address)
            seal(self, "email", address, key=self.key)
            self.save()

    @factory.post_generation
    def password(self, create, password, **_):
        self.set_password(password)
        self.save()
