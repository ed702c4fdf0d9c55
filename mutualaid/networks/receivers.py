from django.core.management import CommandError

from mutualaid import demo


def refuse_misplaced_demo(**_: object) -> None:
    """Every start of a server migrates first, and goes no further after this."""
    if demo.misplaced():
        raise CommandError("This is the demo's database, which real neighbors must not use.")
