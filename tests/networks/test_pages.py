import re

import pytest
from django.core.management import call_command

from mutualaid import demo, hooks
from mutualaid.fields import Texts, random_id
from mutualaid.networks.agreements.rules import JOINING
from mutualaid.networks.agreements.services import suggest
from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.giving import give_parts, have_part, keep_part
from mutualaid.networks.models import Concern, Member, Network, Welcome
from mutualaid.networks.services import leave
from mutualaid.sealed.keys import new_key
from needs.pledges.services import pledge
from tests.matrix import load_samples, pages
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory, page_texts, write_page

load_samples()
START = {
    "name": "Mill Road",
    "area": "up to the bridge",
    "cell": "51.5074, -0.1278",
    "languages": ["es", "en"],
    "time_zone": "Europe/London",
    "member_name": "Mina",
}


def start(client, **changed):
    return client.post("/start/", START | {"once": random_id()} | changed)


# The front page


def test_the_front_page_says_start_or_join(client, db):
    page = client.get("/").content.decode()
    assert 'href="/start/"' in page
    assert 'action="/join/"' in page


@pytest.mark.parametrize("is_demo", [True, False])
def test_in_a_demo_the_front_page_says_how_to_look_around(client, network, settings, is_demo):
    network.demo = True
    network.save()
    settings.DEMO = is_demo
    page = client.get("/").text
    assert ("bin/manage demo" in page) == is_demo
    assert ('href="/n/millbrook/"' in page) == is_demo


def test_the_demo_prints_a_link_for_everybody_whatever_they_are_called(db, capsys):
    demo.load()
    Member.objects.filter(name="Bo").update(name="Boris")
    call_command("demo")
    told = capsys.readouterr().out
    names = re.findall(r"  (\w+), \w+: http", told)
    assert names == ["Amina", "Chen", "Lucía", "Samir", "Dara", "Mateo", "Boris"]
    words = [
        text for page in demo.PAGES.values() for texts in page.values() for text in texts.values()
    ]
    assert not [text for text in words for name in ("Amina", "Bo ", "Dara") if name in text]


def test_the_front_page_shows_ones_networks_first(browse, amina):
    page = browse(amina).get("/").content.decode()
    assert page.index("/n/millbrook/home/") < page.index("/start/")


# Starting


def test_a_network_is_started(browse, dara):
    answer = start(browse(dara))
    assert answer["Location"] == "/n/mill-road/home/"
    network = Network.objects.get(slug="mill-road")
    assert network.cell == "88195da49bfffff"
    assert network.languages == ["en", "es"], "first the language of who started it"
    assert network.members.get().name == "Mina"


def test_who_is_new_here_is_led_to_sign_up_first_and_back(client, db):
    page = client.get("/start/").content.decode()
    assert page.index('href="/sign-up/?next=/start/"') < page.index('href="/sign-in/?next=/start/"')
    assert "time_zone" not in page
    assert start(client).status_code == 403, "what they typed is kept while they sign in again"
    assert not Network.objects.exists()


def test_the_place_itself_is_forgotten(browse, dara):
    start(browse(dara))
    network = Network.objects.get(slug="mill-road")
    kept = str(vars(network)) + str(network.agreements.get().value)
    assert "51.5" not in kept


def test_a_place_may_be_left_out(browse, dara):
    start(browse(dara), cell="")
    assert Network.objects.get(slug="mill-road").cell == ""


@pytest.mark.parametrize("field", ["name", "area", "languages", "time_zone", "member_name"])
def test_what_is_missing_is_named(browse, dara, field):
    page = start(browse(dara), **{field: ""})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Network.objects.filter(slug="mill-road").exists()


def test_an_unreadable_place_is_not_guessed(browse, dara):
    page = start(browse(dara), cell="https://maps.app.goo.gl/abc")
    assert list(page.context["form"].errors) == ["cell"]


def test_a_double_tap_starts_one_network(browse, dara):
    client, once = browse(dara), random_id()
    first, second = (start(client, once=once) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Network.objects.count() == 2


def test_a_forged_id_leads_into_no_other_network(browse, dara, network):
    client = browse(dara)
    answer = start(client, once=network.pk)
    assert client.get(answer["Location"]).status_code == 404


# The page that everyone sees


def test_a_new_network_says_that_it_is_beginning(client, network):
    assert "just beginning" in client.get("/n/millbrook/").content.decode()


def test_words_are_shown_in_the_readers_language_else_in_another(client, amina):
    write_page(by=amina, texts=page_texts(ask="Knock") | {"what": Texts(es="Sopa", en="Soup")})
    client.post("/language/", {"language": "es"})
    page = client.get("/n/millbrook/").content.decode()
    assert 'lang="es"><p>Sopa</p>' in page
    assert 'lang="en"><p>Knock</p>' in page
    assert "Soup" not in page


def test_scripts_in_words_stay_words(client, amina):
    write_page(by=amina, texts=page_texts(what="<script>alert(1)</script>"))
    page = client.get("/n/millbrook/").content.decode()
    assert "<script>alert" not in page


def test_11_the_share_box_is_plain_text_with_its_link_last(client, network):
    text = client.get("/n/millbrook/").context["share_text"]
    assert text == "Millbrook\nhttp://testserver/n/millbrook/"


@pytest.mark.parametrize("address", ["/", "/n/millbrook/", "/join/{code}/"])
def test_11_link_previews_show_nobody(client, amina, address):
    write_page(by=amina, texts=page_texts(who="Amina answers"))
    _, code = make_link(by=amina, once=random_id())
    page = client.get(address.format(code=code)).content.decode()
    head = page[: page.index("</head>")]
    assert "Amina" not in head
    if "join" in address:
        assert "Amina" not in page


def test_apps_add_to_the_public_page(client, network, monkeypatch):
    registry = hooks.Registry()
    monkeypatch.setattr(hooks, "public_panels", registry)

    @registry.register()
    def panel(request, network):
        return {"title": f"Soup in {network}", "template": "networks/zone_option.html"}

    assert "Soup in Millbrook" in client.get("/n/millbrook/").content.decode()


# The home of members


@pytest.mark.parametrize(
    "address",
    [
        *("/start/", "/join/", "/n/millbrook/words/", "/n/millbrook/facts/", "/n/millbrook/leave/"),
        *("/n/millbrook/agreed/rules/joining/", "/n/millbrook/hide/", "/n/millbrook/picture/"),
        *("/n/millbrook/invite/by-hand/", "/n/millbrook/invite/poster/"),
    ],
)
def test_who_asks_only_whether_a_form_is_there_gets_an_answer(browse, amina, address):
    assert browse(amina).head(address).status_code == 200


def test_a_new_network_is_shown_its_first_steps(browse, dara):
    page = browse(dara).get("/n/eastside/home/")
    titles = [step["title"] for step in page.context["steps"] if not step["done"]]
    assert titles[:2] == ["Say what you do", "Bring a second neighbor"]
    assert page.context["next_step"]["title"] == "Say what you do"


def test_steps_that_are_done_say_so(browse, dara):
    write_page(by=dara, texts=page_texts(what="Soup"))
    MemberFactory(network=dara.network)
    page = browse(dara).get("/n/eastside/home/")
    assert [step["done"] for step in page.context["steps"]][:2] == [True, True]


def test_who_hides_is_not_counted_as_a_second_neighbor(browse, amina, hal, bo, chen):
    for member in (bo, chen):
        leave(member=member)
    for member, done in ((hal, False), (amina, True)):
        page = browse(member).get("/n/millbrook/home/")
        [step] = [each for each in page.context["steps"] if "second" in each["title"]]
        assert step["done"] == done
        assert ("One neighbor takes part: you." in page.text) != done


@pytest.mark.once
def test_nobody_finds_a_list_of_members(browse, amina, chen, newcomer):
    """On no page of a network, neither new nor known there."""
    MemberFactory(network=chen.network, name="Zenobia")
    network_pages = [url for url in pages() if url.parts == ("slug",)]
    assert {"networks:known", "networks:touch", "networks:lockdown", "networks:concern_list"} <= {
        url.name for url in network_pages
    }
    for who in (newcomer, chen):
        client = browse(who)
        for url in network_pages:
            answer = client.get(url.address(amina))
            assert "Zenobia" not in answer.text, f"{url.name} as {who.name}"
    assert "4 neighbors take part" in client.get("/n/millbrook/home/").content.decode()


def test_circles_one_sits_in(browse, amina, bo, chen):
    circles = browse(amina).get("/n/millbrook/circles/").context["circles"]
    assert [(str(circle), circle.sitting) for circle in circles] == [
        ("Assembly", 3),
        ("Kitchen", 2),
    ]


def test_ones_own_page_lists_the_networks(browse, amina, dara):
    _, code = make_link(by=dara, once=random_id())
    join(user=amina.user, code=code, name="Amina")
    client = browse(amina)
    page = client.get("/me/").content.decode()
    assert page.index("Eastside") < page.index("Millbrook")
    leave(member=amina)
    assert "/n/millbrook/home/" not in client.get("/me/").content.decode()


# What the members set


def test_words_begin_with_words_in_each_language(browse, dara):
    form = browse(dara).get("/n/eastside/words/").context["form"]
    assert form["what"].initial["en"].startswith("We are neighbors")
    assert set(form["what"].initial) == {"en", "es", "ar"}


def test_words_are_kept_and_shown(browse, bo):
    client = browse(bo)
    client.post("/n/millbrook/words/", {"what_en": "Soup", "what_es": "Sopa"})
    assert "Soup" in client.get("/n/millbrook/").content.decode()
    agreed = client.get("/n/millbrook/agreed/").content.decode()
    assert "by Bo" in agreed
    assert "Soup" in agreed


def test_languages_whose_words_were_left_are_named(browse, bo):
    client = browse(bo)
    both = {"what_en": "Soup", "what_es": "Sopa"}
    assert "still say" not in client.post("/n/millbrook/words/", both, follow=True).text
    data = both | {"what_en": "Bread", "ask_en": "Knock"}
    page = client.post("/n/millbrook/words/", data, follow=True).text
    assert "“What we do”: the words in Español still say something else." in page
    assert page.count("still say") == 1, "what nobody wrote says nothing else"


def test_it_is_said_once_how_words_for_an_emergency_hold(browse, bo):
    page = browse(bo).get("/n/millbrook/words/").text
    assert page.count("three days") == 1
    assert "while the network is locked, its page shows them only once" in page


def test_what_one_may_hear_of_in_a_network_stands_under_one_heading(browse, amina):
    page = browse(amina).get("/me/notices/choices/").text
    assert page.count("In a network:") == 2, "of what one chooses, and of what always comes"
    assert "some of us would like to hear you" in page
    assert "…: " not in page


def test_before_one_leaves_one_reads_what_of_theirs_ends(browse, amina, bo, chen):
    assert "Of yours, this ends" not in browse(amina).get("/n/millbrook/leave/").text
    for member in (amina, bo):
        keep_part(by=member)
    for part in give_parts(by=amina, once=random_id()).parts.all():
        have_part(part=part)
    make_code(by=amina, batch="b" * 40)
    suggest(by=amina, kind=JOINING, value={"choice": "open"})
    Welcome.objects.create(newcomer=chen, by=amina)
    keep_in_touch(of=chen, by=amina)
    Concern.objects.create(network=amina.network, by=amina, key=new_key(under=amina.network.key))
    need_of(amina, title="Milk")
    bread = need_of(bo, title="Bread")
    pledge(need=bread, by=amina, quantity=1, words="After six.", contact="555 0199")
    page = browse(amina).get("/n/millbrook/leave/").text
    for words in [
        "You asked for “Milk”: it is withdrawn.",
        "You offered to help with “Bread”",
        "You welcome Chen",
        "You keep in touch with Chen",
        "You suggest to change “How one joins”",
        "which you raised: what you told is forgotten",
        "You keep a paper that helps to open the network again: shred it.",
        "You have a code for an emergency",
    ]:
        assert words in page, words
    assert "Of yours, this ends" not in browse(chen).get("/n/millbrook/leave/").text


def test_an_older_version_is_taken_up_again(browse, bo):
    client = browse(bo)
    client.post("/n/millbrook/words/", {"what_en": "Soup"})
    older = bo.network.agreements.get()
    client.post("/n/millbrook/words/", {"what_en": "Nonsense"})
    assert f"/agreed/{older.pk}/again/" in client.get("/n/millbrook/agreed/").content.decode()
    client.post(f"/n/millbrook/agreed/{older.pk}/again/")
    assert "Soup" in client.get("/n/millbrook/").content.decode()


def test_an_agreement_of_another_network_is_not_there(browse, amina, dara):
    write_page(by=dara, texts=page_texts(what="Bread"))
    there = dara.network.agreements.get()
    client = browse(amina)
    assert client.post(f"/n/millbrook/agreed/{there.pk}/again/").status_code == 404


def test_facts_are_changed(browse, bo):
    form = browse(bo).get("/n/millbrook/facts/").context["form"]
    assert form["name"].initial == "Millbrook"
    data = {"name": "Millbrooks", "area": "here", "languages": ["ar"], "time_zone": "Asia/Amman"}
    browse(bo).post("/n/millbrook/facts/", data)
    bo.network.refresh_from_db()
    assert (bo.network.name, bo.network.languages) == ("Millbrooks", ["ar"])


def test_cities_stand_by_continent_each_once(client, dara):
    client.force_login(dara.user)
    page = client.get("/start/").text
    assert '<optgroup label="America">' in page
    assert '<option value="America/Argentina/Buenos_Aires">Buenos Aires, Argentina</option>' in page
    assert '<option value="Asia/Kolkata">Kolkata</option>' in page
    for older in ("Calcutta", "ComodRivadavia", "America/Buenos_Aires"):
        assert older not in page


def test_the_rough_place_survives_a_change_of_something_else(browse, bo):
    Network.objects.update(cell="88195da49bfffff")
    client = browse(bo)
    form = client.get("/n/millbrook/facts/").context["form"]
    data = {name: form[name].initial for name in form.fields} | {
        "name": "Millbrooks",
        "time_zone": "Asia/Amman",
    }
    client.post("/n/millbrook/facts/", data)
    bo.network.refresh_from_db()
    assert bo.network.cell == "88195da49bfffff"
