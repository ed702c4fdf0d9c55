from tests.matrix import sample


@sample("needs:extension")
def extension(amina):
    return "csv"
