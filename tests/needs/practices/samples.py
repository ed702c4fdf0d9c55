from tests.matrix import sample
from tests.needs.practices.factories import practice_of


@sample("needs:practice_id")
def practice(amina):
    return (amina.practices_listed.first() or practice_of(amina, audience="members")).pk
