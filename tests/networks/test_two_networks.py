"""One person in two networks under two names: nobody sees that they are the same."""

import pytest

from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.models import Member
from mutualaid.sealed.services import reveal, seal
from tests.accounts.factories import HelperFactory
from tests.matrix import load_samples, pages, together, undone
from tests.networks.factories import MemberFactory

pytestmark = pytest.mark.once
load_samples()
IN_A_NETWORK = [url for url in pages() if "slug" in url.parts]
OF_THE_ACCOUNT = [url for url in pages() if "slug" not in url.parts]


@together(IN_A_NETWORK)
def test_no_page_of_one_names_them_as_in_the_other(urls, browse, amina, dara, subtests):
    member = MemberFactory(network=dara.network, user=amina.user, name="Aisha")
    for url in urls:
        with subtests.test(url.name), undone():
            client, aisha = browse(dara), read_anew(member)
            address = url.address(aisha)
            for answer in (client.get(address), client.post(address)):
                for told in ("Amina", "Millbrook", str(amina.pk), str(amina.user_id)):
                    assert told not in getattr(answer, "text", ""), told


def read_anew(member):
    """As a page finds them, which knows nothing of who they are elsewhere."""
    return Member.objects.select_related("network__key", "user", "key").get(pk=member.pk)


@pytest.fixture
def aisha(amina, dara):
    """Amina as Dara knows her: a member of Eastside. Each can help the other back in."""
    amina.user.display_name = "Ms. A"
    amina.user.save()
    _link, code = make_link(by=dara, once=1)
    aisha = join(user=amina.user, code=code, name="Aisha")
    HelperFactory(holder=dara.user, helper=amina.user)
    HelperFactory(holder=amina.user, helper=dara.user)
    return aisha


@together(OF_THE_ACCOUNT)
def test_nor_does_a_page_of_ones_account(urls, aisha, dara, fresh, subtests):
    """What is Dara's own, and what is hers to see of Amina."""
    for url in urls:
        with subtests.test(url.name), undone():
            client, address = fresh(dara), url.address(read_anew(dara))
            answer = client.get(address)
            if answer.status_code == 405:
                answer = client.post(address)
            told = answer.getvalue().decode(errors="ignore")
            assert not {name for name in ("Amina", "Millbrook", str(aisha.user_id)) if name in told}


@pytest.mark.django_db(transaction=True)
def test_she_is_named_as_in_the_network_that_is_shared(aisha, dara, fresh):
    seal(dara.user, "email", "dara@example.org", key=dara.user.key)
    dara.user.save()
    reveal(dara.user, "email", to=aisha, reason="delivery")
    client = fresh(dara)
    assert "Aisha · Eastside" in client.get("/me/readings/").text
    assert "Ms. A" in client.get("/me/helpers/").text, "and by that of her account"
    assert "Somebody came to Eastside" in client.get("/me/notices/").text
    for page in (client.get("/me/readings/"), client.post("/me/data/show/")):
        assert "Amina" not in page.text
        assert "Millbrook" not in page.text


def test_nothing_that_others_see_is_the_same(amina, dara):
    aisha = MemberFactory(network=dara.network, user=amina.user, name="Aisha")
    assert aisha.pk != amina.pk
    assert aisha.key_id != amina.key_id
    assert aisha.network.key_id != amina.network.key_id
