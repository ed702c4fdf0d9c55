from tests.matrix import sample


@sample("slug")
def slug(amina):
    return amina.network.slug
