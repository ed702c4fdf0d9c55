"""What views share: who is asked to sign in, who is refused, page or partial."""


class SignInNeeded(Exception):
    """A visitor asked for a member's page: the middleware leads to sign-in and back."""
