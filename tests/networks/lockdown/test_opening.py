"""Papers open it again, and nothing else does."""

import pytest
from django.core.management import call_command
from django.test import Client

from mutualaid.networks.lockdown.services.giving import keep_part
from mutualaid.networks.lockdown.services.locking import lock, unlock
from mutualaid.networks.models import Lockdown, Network, Recovery
from mutualaid.sealed import keys, ring
from mutualaid.sealed.keys import opened, wrap, wrap_anew
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import seal, unseal
from tests.networks.factories import MemberFactory, NetworkFactory
from tests.networks.lockdown.conftest import given, is_locked, shares, typed

OURS = "/n/millbrook/"


def key_of(network):
    return opened(DataKey.objects.get(pk=network.key_id))


def test_papers_open_it_and_what_was_sealed_is_back(network, papers, amina, client):
    before = key_of(network)
    part_key = DataKey.objects.select_related("under").get(pk=amina.key_id)
    row = Recovery(pk=1)
    seal(row, "key", "sealed before", key=part_key)
    lock(network=network)
    page = client.get("/n/millbrook/rest/")
    assert "Millbrook" not in page.text
    assert "leave the rest empty. How many that is does not stand here" in page.text
    assert "no-store" in page["Cache-Control"]
    answer = client.post("/n/millbrook/rest/", typed(papers[:2]), follow=True)
    assert "It is open again" in answer.text
    assert key_of(network) == before
    assert unseal(row, "key", key=DataKey.objects.get(pk=amina.key_id)) == "sealed before"
    assert Recovery.objects.get().anew == "typed"
    assert Lockdown.objects.get().opened_on == network.today()
    assert client.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 302, "sent twice"


def test_opening_it_shows_that_the_papers_work(network, papers, amina, client, browse):
    assert "They were not tried yet" in browse(amina).get("/n/millbrook/lockdown/").text
    lock(network=network)
    client.post("/n/millbrook/rest/", typed(papers[:2]))
    page = browse(amina).get("/n/millbrook/lockdown/").text
    assert "They were not tried yet" not in page
    assert "Last tried on" in page
    assert Recovery.objects.get().rehearsed_on == network.today()


def test_who_has_no_paper_is_not_led_to_destroying_it(network, papers, client):
    lock(network=network)
    resting = client.get("/n/millbrook/")
    assert "I have a paper" in resting.text
    page = client.get("/n/millbrook/rest/").text
    wrong = client.post("/n/millbrook/rest/", typed(["no paper at all"])).text
    for each in (resting.text, page, wrong):
        assert "rest/destroy/" not in each
    assert "rest/destroy/" in client.post("/n/millbrook/rest/", typed(papers[:1])).text
    assert is_locked(network)


def test_papers_are_typed_by_nobody_in_particular_but_not_without_end(network, papers, client):
    lock(network=network)
    wrong = typed(papers[:1])
    for _ in range(60):
        assert client.post("/n/millbrook/rest/", wrong).status_code == 422
    assert client.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 302


def test_what_is_wrong_with_a_paper_is_told_and_nothing_else(network, papers, client):
    lock(network=network)
    words = papers[1].split()
    words[3], words[4] = words[4], words[3]
    answer = client.post("/n/millbrook/rest/", typed([papers[0], " ".join(words)]))
    assert answer.status_code == 422
    assert "part_1" not in answer.context["form"].errors
    assert "wrong place" in str(answer.context["form"].errors["part_2"])
    for some in ([papers[0]], [papers[0], papers[0]], []):
        assert client.post("/n/millbrook/rest/", typed(some)).status_code == 422
    assert is_locked(network)


@pytest.mark.parametrize("foreign", ["another network", "an older one"])
def test_papers_of_elsewhere_and_of_before_are_refused(
    foreign, network, papers, amina, dara, client
):
    if foreign == "an older one":
        others, papers = papers, given(amina)
    else:
        eve = MemberFactory(network=dara.network)
        for member in (dara, eve):
            keep_part(by=member)
        others = given(dara)
    lock(network=network)
    for some in (others[:2], [papers[0], others[1]], [*papers[:2], others[0]]):
        answer = client.post("/n/millbrook/rest/", typed(some))
        assert answer.status_code == 422
        assert "do not open it" in answer.text
    assert is_locked(network)


def test_the_key_of_the_server_may_be_exchanged_meanwhile(
    network, papers, amina, settings, tmp_path
):
    before = key_of(network)
    file = tmp_path / "key"
    file.write_text(settings.INSTANCE_KEY)
    settings.INSTANCE_KEY_FILE = str(file)
    lock(network=network)
    call_command("keys", "rotate", verbosity=0)
    call_command("keys", "status")
    ring.write(ring.keys()[:1])
    unlock(network=network, shares=shares(papers[:2]))
    assert key_of(network) == before
    assert wrap_anew() == 0


def test_exchanging_keys_brings_no_locked_key_back(
    network, papers, settings, tmp_path, monkeypatch
):
    """Also where it is locked just as its key, read before, is wrapped anew."""
    wrapped = []

    def locked_meanwhile(row, key):
        wrapped.append(row)
        if row.pk == network.key_id:
            lock(network=network)
        wrap(row, key)

    file = tmp_path / "key"
    file.write_text(settings.INSTANCE_KEY)
    settings.INSTANCE_KEY_FILE = str(file)
    monkeypatch.setattr(keys, "wrap", locked_meanwhile)
    call_command("keys", "rotate", verbosity=0)
    assert network.key in wrapped
    assert is_locked(network)


def test_an_open_network_has_no_page_to_open_it(network, papers, client):
    assert client.get("/n/millbrook/rest/")["Location"] == OURS
    assert client.get("/n/nowhere/rest/").status_code == 404
    assert not is_locked(network)


def test_a_network_without_parts_is_opened_by_nothing(papers, client):
    bare = NetworkFactory(slug="bare")
    lock(network=bare)
    assert client.post("/n/bare/rest/", typed(papers[:2])).status_code == 422
    assert Network.objects.get(slug="bare")
