"""Printed cards, for people who have no e-mail and no phone (look.md 9)."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import ngettext, override

from mutualaid.accounts.cards import services
from mutualaid.accounts.cards.services import CODES, InUse, end_card, make_card, redeem
from mutualaid.accounts.models import Card, CardCode, Session, User
from mutualaid.accounts.services import erase_user
from mutualaid.db import lock_row
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from mutualaid.sealed.crypto import new_key as new_secret
from mutualaid.sealed.keys import blind_index, server_key, wrap
from mutualaid.sealed.models import SERVER, DataKey
from tests.accounts.factories import PasskeyFactory, UserFactory, come_in_by_unconfirmed_card
from tests.browser import assert_axe, assert_fits, set_language, sign_in

BATCH = "a secret of the page that prints the card"


@pytest.fixture
def person(db):
    """Someone whose card is the only way in."""
    user = UserFactory(display_name="Rosa")
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def codes(person):
    return make_card(user=person, batch=BATCH)


def codes_on(page):
    return re.findall(r'<strong dir="ltr">([A-Z0-9-]+)<', page)


def test_9_each_code_signs_in_once(client, person, codes):
    told = client.post("/sign-in/card/", {"code": codes[0].lower()}, follow=True)
    assert "You are in. Cross that code out: 9 are left." in told.text
    assert Session.objects.filter(user=person).count() == 1
    again = Client().post("/sign-in/card/", {"code": codes[0]})
    assert again.status_code == 422
    assert "This code opens nothing" in again.text
    assert Client().post("/sign-in/card/", {"code": codes[1]}).status_code == 302


def test_how_many_codes_are_left_is_said_in_the_language_of_the_account(client, person, codes):
    person.language = "es"
    person.save()
    client.cookies["django_language"] = "en"
    told = client.post("/sign-in/card/", {"code": codes[0]}, follow=True)
    with override("es"):
        said = ngettext(
            "You are in. Cross that code out: %(left)s is left.",
            "You are in. Cross that code out: %(left)s are left.",
            9,
        )
    assert said % {"left": 9} in told.text


def test_with_a_card_one_is_signed_out_as_the_browser_closes_unless_one_says_no(client, codes):
    for path in ("/sign-in/card/", f"/card/{codes[0]}/"):
        assert "checked" in client.get(path).text.partition('name="shared"')[2].partition(">")[0]
    client.post("/sign-in/card/", {"code": codes[0], "shared": "on"})
    assert client.session.get_expire_at_browser_close()
    own = Client()
    own.post("/sign-in/card/", {"code": codes[1]})
    assert not own.session.get_expire_at_browser_close()


def test_the_page_of_ones_own_card_leads_back(fresh, amina):
    client = fresh(amina)
    batch = client.get("/me/cards/").context["form"]["batch"].value()
    page = client.post("/me/cards/print/", {"batch": batch})
    assert len(codes_on(page.text)) == CODES
    _codes, _, below = page.text.partition("</article>")
    assert 'href="/me/cards/">I have printed it or written it down<' in below


def test_looking_at_a_code_uses_nothing_up(client, codes):
    for _ in range(3):
        assert codes[0][:4] in client.get(f"/card/{codes[0]}/").text
    assert not CardCode.objects.exclude(used_on=None).exists()
    assert client.get("/card/AAAA/").status_code == 200, "an unknown one looks the same"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_comes_in(person, codes):
    def one(_):
        try:
            return redeem(codes[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len([*filter(None, pool.map(one, range(4)))]) == 1


def test_a_new_card_ends_the_one_before(person, codes):
    newer = make_card(user=person, batch="another secret of a page")
    assert redeem(codes[0]) is None
    assert redeem(newer[0]).card.user == person


def test_the_same_page_prints_the_same_card(person, codes):
    assert make_card(user=person, batch=BATCH) == codes
    assert Card.objects.count() == 1
    assert len(set(codes)) == CODES


def test_once_somebody_came_in_the_page_prints_it_no_more(person, codes):
    redeem(codes[0])
    with pytest.raises(InUse):
        make_card(user=person, batch=BATCH)
    with pytest.raises(InUse):
        make_card(user=UserFactory(), batch=BATCH)


def test_whoever_knows_the_secret_of_a_page_learns_no_code_of_another(person):
    """Not even who printed with it before, and is gone without a trace."""
    other = UserFactory()
    known = make_card(user=other, batch=BATCH)
    erase_user(user=other)
    assert not {*known} & {*make_card(user=person, batch=BATCH)}


def test_another_server_makes_other_codes_of_it(person, codes):
    """What they follow from is the server's own key: the page adds no chance, and needs none."""
    Card.objects.all().delete()
    DataKey.objects.filter(under=SERVER).delete()
    key = DataKey.objects.get(pk=SERVER)
    wrap(key, new_secret())
    key.save()
    server_key.cache_clear()
    assert not {*codes} & {*make_card(user=person, batch=BATCH)}
    server_key.cache_clear()


def test_a_code_that_was_used_or_ended_looks_like_one_that_never_was(client, person, codes):
    redeem(codes[0])
    other = UserFactory()
    ended = make_card(user=other, batch="of another page")
    Card.objects.filter(user=other).update(ended_on=timezone.localdate())
    told = {
        re.sub(
            r'value="[^"]*"|[A-Za-z0-9]{64}', "", client.post("/sign-in/card/", {"code": code}).text
        )
        for code in (codes[0], ended[0], "ABCD-EFGH-JKLM")
    }
    assert len(told) == 1


def test_a_page_sent_again_prints_no_card_that_ended(fresh, person):
    """Of two tabs: the second card ended the first."""
    client = fresh(person)
    first, second = (client.get("/me/cards/").context["form"]["batch"].value() for _ in range(2))
    for batch in (first, second):
        assert len(codes_on(client.post("/me/cards/print/", {"batch": batch}).text)) == CODES
    again = client.post("/me/cards/print/", {"batch": first}, follow=True)
    assert "That card was printed before." in again.text
    assert not codes_on(again.text)


@pytest.mark.django_db(transaction=True)
def test_a_card_that_ends_while_its_code_is_typed_lets_nobody_in(person, codes, monkeypatch):
    """Between looking the code up and using it up."""

    def ended_meanwhile(*arguments, **named):
        monkeypatch.undo()
        Card.objects.update(ended_on=timezone.localdate())
        return lock_row(*arguments, **named)

    monkeypatch.setattr(services, "lock_row", ended_meanwhile)
    assert redeem(codes[0]) is None
    assert not CardCode.objects.exclude(used_on=None).exists()


def test_nor_one_that_was_not_confirmed_and_ended_just_after(client, person):
    """The session comes to be when its card has ended, and so was not ended with it."""
    come_in_by_unconfirmed_card(client, person)
    assert client.get("/me/").status_code == 200
    Card.objects.update(ended_on=timezone.localdate())
    assert client.get("/me/").status_code == 302


def test_a_session_by_a_card_of_ones_own_outlives_the_card(client, person, codes):
    client.post("/sign-in/card/", {"code": codes[0]})
    Card.objects.update(ended_on=timezone.localdate())
    assert client.get("/me/").status_code == 200


def test_the_codes_are_stored_nowhere(codes):
    rows = str([*Card.objects.values(), *CardCode.objects.values()])
    assert not [code for code in codes if code in rows]


def test_a_card_from_before_cards_had_a_key_of_their_own_signs_in(person, codes):
    Card.objects.update(key=None)
    code = CardCode.objects.first()
    code.index = blind_index("card code", "ABCDEFGHJKLM")
    code.save()
    assert redeem("abcd-efgh-jklm").card.user == person


def test_who_looks_for_recovery_codes_finds_them(browse, amina):
    client = browse(amina)
    page = client.get("/me/").text
    assert "recovery codes" in page[page.index("/me/cards/") :].partition("</a>")[0]
    assert "Elsewhere they are called recovery codes" in client.get("/me/cards/").text


def test_the_only_way_in_stays(person, codes):
    card = Card.objects.get()
    with pytest.raises(ValidationError, match="only way in"):
        end_card(card=card)
    PasskeyFactory(user=person)
    end_card(card=card)
    assert redeem(codes[0]) is None


def test_an_address_is_no_way_in_where_no_mail_is_sent(db, settings):
    person = UserFactory(email="rosa@example.org")
    make_card(user=person, batch=BATCH)
    settings.MAILERS = {}
    with pytest.raises(ValidationError, match="only way in"):
        end_card(card=Card.objects.get())
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    end_card(card=Card.objects.get())


def test_wrong_codes_are_limited(client, person, codes):
    for _ in range(100):
        client.post("/sign-in/card/", {"code": "ABCD-EFGH-JKLM"})
    assert client.post("/sign-in/card/", {"code": codes[0]}).status_code == 429


@pytest.mark.parametrize("code", ["", "x" * 50, "\x00", "<script>", "\u202eABCD", "😀" * 12])
def test_odd_codes_are_refused_plainly(client, db, code):
    assert client.post("/sign-in/card/", {"code": code}).status_code == 422


class TestMadeTogether:
    @pytest.fixture
    def form(self, browse, amina):
        client = browse(amina)
        page = client.get("/n/millbrook/invite/by-hand/")
        batch = page.context["form"]["batch"].value()
        return client, {"name": "Rosa", "speaks": "es", "together": "on", "batch": batch}

    def test_an_account_a_member_and_a_card(self, form, amina):
        client, data = form
        page = client.post("/n/millbrook/invite/by-hand/", data)
        assert '<html lang="en"' in page.text, "the page is for who makes it"
        assert ">Print<" in page.text
        assert 'href="/n/millbrook/invite/">I have printed it or written it down<' in page.text
        card = page.text.partition("<article")[2]
        assert 'lang="es" dir="ltr"' in card, "the card for who gets it"
        assert "Cada código" in card
        assert "Each code" not in page.text
        assert len(codes_on(page.text)) == CODES
        assert len(gzip.compress(page.content)) <= 10_000, "ten squares on paper"
        rosa = Member.objects.get(name="Rosa")
        assert (rosa.via.by, rosa.user.language) == (amina, "es")
        assert not rosa.user.has_usable_password()
        told = Client().post("/sign-in/card/", {"code": codes_on(page.text)[3]})
        assert told.status_code == 302

    def test_a_reload_makes_nobody_twice(self, form):
        client, data = form
        first = client.post("/n/millbrook/invite/by-hand/", data)
        again = client.post("/n/millbrook/invite/by-hand/", data)
        assert codes_on(first.text) == codes_on(again.text)
        assert User.objects.filter(display_name="Rosa").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_double_tap_makes_nobody_twice_and_shows_the_same_codes(self, form, amina):
        _client, data = form

        def tap(_):
            mine = Client()
            mine.force_login(amina.user)
            try:
                return mine.post("/n/millbrook/invite/by-hand/", data)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            first, *others = [codes_on(page.text) for page in pool.map(tap, range(4))]
        assert len(first) == CODES
        assert others == [first] * 3
        assert User.objects.filter(display_name="Rosa").count() == 1

    def test_who_hides_from_that_name_is_told_that_they_cannot_help(self, form, amina):
        client, data = form
        hide(by=amina, name="Rosa")
        page = client.post("/n/millbrook/invite/by-hand/", data | {"helps": "on"})
        assert page.status_code == 422
        assert "You hide from whoever bears this name" in page.text
        assert page.context["form"]["batch"].value() == data["batch"]
        assert not User.objects.filter(display_name="Rosa").exists()
        assert len(codes_on(client.post("/n/millbrook/invite/by-hand/", data).text)) == CODES

    @pytest.mark.parametrize("left_out", ["name", "speaks", "together", "batch"])
    def test_not_without_them(self, form, left_out):
        client, data = form
        page = client.post("/n/millbrook/invite/by-hand/", data | {left_out: ""})
        assert page.status_code == 422
        assert not User.objects.filter(display_name="Rosa").exists()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_9_from_the_card_into_the_network(phone, amina, language):
    sign_in(phone, amina)
    set_language(phone, language)
    phone.goto("/n/millbrook/invite/by-hand/")
    assert_fits(phone)
    assert_axe(phone)
    phone.fill("#id_name", "Rosa")
    phone.locator("label[for=id_together]").click()
    phone.locator("main .button").click()
    phone.locator(".access-card").wait_for()
    assert_fits(phone)
    assert_axe(phone)
    code = phone.locator(".access-card strong[dir=ltr]").first.inner_text()
    phone.context.clear_cookies()
    phone.goto(f"/card/{code.replace('-', '')}/")
    assert_fits(phone)
    assert_axe(phone)
    phone.locator("main .button").click()
    phone.locator(".messages .message").wait_for()
    phone.goto("/n/millbrook/home/")
    assert "Rosa" in phone.locator("h1").inner_text()
