"""Who is signed in. Nobody has permissions: those follow from membership and turns."""

from django.contrib.auth.backends import BaseBackend

from .models import User


class AccountBackend(BaseBackend):
    """The user whom a session names."""

    def get_user(self, user_id: int) -> User | None:
        # Every page says if somebody asks for a new card of theirs.
        return User.objects.select_related("new_card").filter(pk=user_id).first()
