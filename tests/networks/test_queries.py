from tests.networks.factories import page_texts, write_page


def agreements(amina, count):
    for number in range(count):
        write_page(by=amina, texts=page_texts(what=f"Soup {number}"))


def test_older_agreements_are_on_the_next_page(browse, amina):
    agreements(amina, 30)
    client = browse(amina)
    first = client.get("/n/millbrook/agreed/")
    second = client.get(f"/n/millbrook/agreed/{first.context['older']}")
    shown = [each["row"].pk for page in (first, second) for each in page.context["agreements"]]
    assert len(shown) == len(set(shown)) == 30
    assert not second.context["older"]
