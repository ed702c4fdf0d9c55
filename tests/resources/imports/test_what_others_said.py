"""What others said in a form is theirs: sealed, to be asked, shared by themselves, forgotten."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutualaid.fields import random_id
from mutualaid.hooks import capacity
from mutualaid.networks.agreements.services import second, suggest
from mutualaid.networks.models import Member
from mutualaid.networks.services import leave
from mutualaid.sealed.models import Access, DataKey
from mutualaid.sealed.services import unseal
from resources.imports import services
from resources.imports.meaning import category_of, kind_of, offers_nothing, pieces_of, use_of
from resources.imports.models import Said, SaidOffer, Upload
from resources.imports.services import forget_late, invite
from resources.items.models import Item
from resources.items.queries import catalog
from tests.resources.hsds.samples import listed_by
from tests.resources.imports.factories import (
    FORM,
    What,
    brought_in_by,
    came_in,
    long_ago,
    said_to,
    upload_of,
)


def url(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


def offers_of(said):
    return [unseal(offer, "name", key=said.key) for offer in said.offers.order_by("pk")]


def test_all_of_one_file_are_asked_page_by_page(amina, browse):
    lines = [f"16/03/2020 9:00:00,Tariq {number},555 0100,,Cook,,,\n" for number in range(30)]
    brought_in_by(amina, FORM.partition("\n")[0] + "\n" + "".join(lines), What.OTHERS)
    client, address, seen = browse(amina), url("said_list"), []
    while address:
        page = client.get(address)
        seen += [row["pk"] for row in page.context["rows"]]
        address = page.context["older"] and url("said_list") + page.context["older"]
    assert len(seen) == len({*seen}) == Said.objects.count() == 30


def test_a_form_becomes_people_to_ask_and_nothing_that_can_be_had(amina, browse):
    run = brought_in_by(amina, FORM, What.OTHERS)
    assert not Item.objects.exists()
    assert run.summary["people"] == 2
    assert run.summary["left"] == 2, "one offers nothing, one has no name"
    rosa = Said.objects.order_by("said_on").first()
    assert set(offers_of(rosa)) == {
        "Deliver food and other items",
        "Make in-kind donations: clothing, pet food, food, etc",
        "Housing",
        "Transportation",
        "I sew and I repair coats.",
    }
    assert rosa.said_on.isoformat() == "2020-03-14"
    for column in ("who", "contact", "words"):
        assert b"osa" not in bytes(getattr(rosa, f"{column}_sealed"))
    assert "rosa" not in str(run.summary).lower()
    page = browse(amina).get(url("said_list"))
    assert "Rosa" not in page.text
    assert "Said on March 14, 2020" in page.text


def test_they_are_nowhere_at_hand(amina, bo, browse):
    brought_in_by(amina, FORM, What.OTHERS)
    assert catalog(amina.network, bo, {}, browse(bo).get("/").wsgi_request.GET).rows == []
    assert not any(each.people for each in capacity.merged(amina.network, bo).values())


def test_only_who_brought_them_in_sees_whom_to_ask(amina, bo, dara, browse):
    said = said_to(amina)
    shown = browse(amina).post(url("said_show", said.pk))
    assert "Rosa P." in shown.text
    assert "rosa@example.org" in shown.text
    assert "3 Mill Road" not in shown.text, "where somebody lives does not come in"
    assert "After six please." in shown.text
    noted = Access.objects.filter(reason="asks-offers").values_list("place", flat=True)
    assert set(noted) == {
        f"resources_said.{column}.{said.pk}" for column in ("who", "contact", "words")
    }
    for other in (bo, dara):
        for name in ("said_show", "said_invite", "said_forget"):
            assert browse(other).post(url(name, said.pk)).status_code == 404
    assert "There is nobody to ask." in browse(bo).get(url("said_list")).text


def test_without_their_knowledge_it_does_not_come_in(amina, browse):
    def send(**told):
        data = {"table": SimpleUploadedFile("a.csv", FORM.encode()), "what": "others"} | told
        return browse(amina).post(url("import_upload"), data)

    refused = send()
    assert refused.status_code == 422
    assert "Without that, please do not bring it in: ask them first." in refused.text
    assert send(told="on").status_code == 302


def test_whom_to_ask_must_be_told(amina, browse):
    text = "What can you offer?,Comments\nSoup,\nBread,\n"
    data = {"table": SimpleUploadedFile("a.csv", text.encode()), "what": "others", "told": "on"}
    client = browse(amina)
    answer = client.post(url("import_upload"), data)
    form = client.get(answer["Location"]).context["form"]
    answer = client.post(answer["Location"], {name: form[name].initial for name in form.fields})
    assert answer.status_code == 422
    assert "Say which columns tell whom to ask" in answer.text


def test_they_come_in_and_share_it_themselves(amina, browse):
    said = said_to(amina)
    rosa = came_in(said)
    client = browse(rosa)
    assert "You told in a form what you could offer." in client.get("/n/millbrook/home/").text
    page = client.post(url("said_mine_show"))
    assert "Transportation" in page.text
    offer = next(
        each for each in said.offers.all() if "Transp" in unseal(each, "name", key=said.key)
    )
    answer = client.post(url("said_share", offer.pk))
    item = Item.objects.get()
    assert answer["Location"].endswith(f"/{item.pk}/")
    assert (item.by, item.name, item.audience) == (rosa, "Transportation", "members")
    assert client.post(url("said_share", offer.pk)).status_code == 404, "a second tap"
    key = said.key_id
    for rest in said.offers.all():
        client.post(url("said_drop", rest.pk))
    assert not Said.objects.filter(pk=said.pk).exists()
    assert not DataKey.objects.filter(pk=key).exists()
    assert Item.objects.count() == 1


def test_care_they_share_once_somebody_knows_them(amina, bo, browse):
    rosa = came_in(said := said_to(amina))
    Member.objects.filter(pk=rosa.pk).update(vouches_needed=None)
    SaidOffer.objects.update(category="childcare")
    offer, client = said.offers.first(), browse(rosa)
    assert "Only members whom others here know" in client.post(url("said_share", offer.pk)).text
    assert not Item.objects.exists()
    assert SaidOffer.objects.filter(pk=offer.pk).exists(), "it waits until then"
    Member.objects.filter(pk=rosa.pk).update(vouches_needed=0)
    assert client.post(url("said_share", offer.pk)).status_code == 302
    assert Item.objects.get().by == rosa


def test_nobody_else_shares_it(amina, bo, browse):
    said = said_to(amina)
    came_in(said)
    offer = said.offers.first()
    for other in (amina, bo):
        client = browse(other)
        assert client.post(url("said_share", offer.pk)).status_code == 404
        assert client.post(url("said_drop", offer.pk)).status_code == 404
        assert "There is nothing that waits for you." in client.get(url("said_mine")).text


def test_a_new_link_ends_the_one_before(amina, browse):
    said = said_to(amina)
    client = browse(amina)
    first = client.post(url("said_invite", said.pk))
    assert "/join/" in first.text or "http" in first.context["share_text"]
    said.refresh_from_db()
    before = said.invitation
    client.post(url("said_invite", said.pk))
    said.refresh_from_db()
    before.refresh_from_db()
    assert said.invitation != before
    assert not before.is_open()


def test_no_new_link_once_they_came_in(amina, browse):
    said = said_to(amina)
    assert url("said_invite", said.pk) in browse(amina).post(url("said_show", said.pk)).text
    rosa = came_in(said)
    shown = browse(amina).post(url("said_show", said.pk)).text
    assert url("said_invite", said.pk) not in shown
    assert "They came in by the link before." in shown
    answer = browse(amina).post(url("said_invite", said.pk))
    assert answer.status_code == 403
    assert "They came in by the link before." in answer.text
    assert "Transportation" in browse(rosa).post(url("said_mine_show")).text


def test_what_is_forgotten_meanwhile_is_refused_kindly(amina):
    rosa = came_in(said := said_to(amina))
    offer, upload = said.offers.first(), upload_of(amina)
    services.forget_said(said=Said.objects.get(pk=said.pk))
    Upload.objects.all().delete()
    for late in (
        lambda: invite(by=amina, said=said),
        lambda: services.share_said(by=rosa, offer=offer),
        lambda: services.drop_offer(by=rosa, offer=offer),
        lambda: services.bring_in(by=amina, upload=upload),
    ):
        with pytest.raises(PermissionDenied):
            late()


def test_they_would_rather_not(amina, browse):
    said = said_to(amina)
    key = said.key_id
    browse(amina).post(url("said_forget", said.pk))
    assert not Said.objects.filter(pk=said.pk).exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_undo_forgets_them_for_good(amina):
    run = brought_in_by(amina, FORM, What.OTHERS)
    keys = [*Said.objects.values_list("key", flat=True)]
    services.undo(by=amina, run=run)
    assert not Said.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()


@pytest.mark.parametrize(
    ("agreed_days", "days", "left"), [(None, 90, 2), (None, 91, 0), (30, 31, 0)]
)
def test_they_are_forgotten_after_the_agreed_time(amina, bo, agreed_days, days, left):
    run = brought_in_by(amina, FORM, What.OTHERS)
    if agreed_days:
        suggest(by=amina, kind="said-days", value={"choice": agreed_days})
        second(by=bo, suggestion=amina.network.suggestions.get())
    long_ago(run, days)
    forget_late(network=amina.network)
    assert Said.objects.count() == left


def test_they_go_when_who_was_to_ask_them_leaves(amina):
    brought_in_by(amina, FORM, What.OTHERS)
    keys = [*Said.objects.values_list("key", flat=True)]
    leave(member=amina)
    assert not SaidOffer.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()


def test_nobody_asks_more_than_they_can(amina, browse, monkeypatch):
    monkeypatch.setattr(services, "MOST_SAID", 1)
    data = {"table": SimpleUploadedFile("a.csv", FORM.encode()), "what": "others", "told": "on"}
    client = browse(amina)
    match = client.post(url("import_upload"), data)["Location"]
    form = client.get(match).context["form"]
    client.post(match, {name: form[name].initial or "" for name in form.fields})
    assert "Nobody can ask more than 1 people" in client.get(match.replace("match", "preview")).text
    assert client.post(match.replace("match", "run")).status_code == 403
    assert not Said.objects.exists()


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("Housing, Food", ["Housing", "Food"]),
        ("Pet care - food, litter, Clothing", ["Pet care - food, litter", "Clothing"]),
        ("Housing;Food", ["Housing", "Food"]),
        ("soup, bread", ["soup", "bread"]),
        ("خبز، حساء", ["خبز", "حساء"]),
        ("Élan, Água", ["Élan", "Água"]),
    ],
)
def test_ticks_of_a_form_are_told_apart(cell, pieces):
    assert pieces_of(cell) == pieces


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("Housing", "space", "housing"),
        ("Deliver food", "skill", "food"),
        ("Pet care - food, litter", "goods", "pets"),
        ("Transportation for essential travel", "vehicle", "transport"),
        ("Ropa de abrigo", "goods", "clothing"),
    ],
)
def test_what_an_offer_is_is_guessed(text, kind, category):
    assert kind_of(text) == kind
    assert category_of(text) == category


@pytest.mark.parametrize("text", ["I do not want to volunteer", "No", "nada", "I can't", "لا"])
def test_a_no_is_no_offer(text):
    assert offers_nothing(text)
    assert not offers_nothing("No-sew repairs of coats")


@pytest.mark.parametrize(
    ("column", "use"),
    [
        ("Email Address", "contact"),
        ("Dirección de correo", "contact"),
        ("Home address", "leave"),
        ("Dirección", "leave"),
        ("العنوان", "leave"),
        ("Full name", "who"),
        ("Do you wish to be contacted about donations?", "leave"),
        ("¿Cómo puedes ayudar?", "name"),
    ],
)
def test_what_a_column_holds_is_guessed(column, use):
    assert use_of(column, ["x"], others=True) == use


def test_no_page_costs_more_statements_for_more_rows(amina, browse):
    def costs():
        found = []
        pages = [url("said_list"), url("import_list"), url("elsewhere_list")]
        for page in [*pages, url("export_mine", "csv"), url("export_all", "csv")]:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    def grow(count):
        for _ in range(count):
            brought_in_by(amina, FORM, What.OTHERS)
            brought_in_by(amina)
            listed_by(amina, code=str(random_id()))

    client = browse(amina)
    grow(2)
    costs()
    few = costs()
    grow(6)
    assert costs() == few
