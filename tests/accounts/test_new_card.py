"""A new card for whoever lost theirs: by the word of two, after 72 hours, and closed until somebody
has confirmed it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.cards.services import CODES, InUse, make_card, redeem
from mutualaid.accounts.helpers.codes import Purpose, code_to_show
from mutualaid.accounts.helpers.services import (
    ask_for_card,
    end_helping,
    forget_what_is_over,
    print_card,
    second_card,
)
from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import Card, NewCard, Session
from mutualaid.fields import random_id
from mutualaid.jobs.services import sweep
from mutualaid.networks.company.services import welcome
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Touch, Welcome
from mutualaid.sealed.models import Access
from mutualaid.sealed.services import seal
from tests.accounts.factories import (
    HelperFactory,
    UserFactory,
    come_in_by_unconfirmed_card,
)
from tests.accounts.test_canaries import everything
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.deep import DEEP
from tests.matrix import load_samples, pages
from tests.networks.factories import MemberFactory
from tests.notices.factories import tell

pytestmark = pytest.mark.django_db

HELPING, NEWS = "/me/helping/", "Somebody says that you lost your card."
EMAIL, PASSWORD = "rosa@example.org", "four words that differ"
OLD, NEW = "an older secret of the page that prints", "a newer secret of the page that prints"
WORDS, NEWS_OF_ANOTHER = "under the old oak at six", "The Network of Another"
load_samples()


def is_picture(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("image/jpeg")


def is_text(answer):
    return answer.get("Content-Type", "").startswith("text/html") and not answer.streaming


@pytest.fixture
def rosa(db):
    """Someone whose card is the only way in."""
    rosa = UserFactory(display_name="Rosa")
    rosa.set_unusable_password()
    rosa.save()
    return rosa


@pytest.fixture
def reachable(rosa):
    """She has an e-mail address and a password as well."""
    rosa.email_index = email_index(EMAIL)
    seal(rosa, "email", EMAIL, key=rosa.key)
    rosa.set_password(PASSWORD)
    rosa.save()


@pytest.fixture
def old(rosa):
    """The codes of the card that is lost."""
    return make_card(user=rosa, batch=OLD)


@pytest.fixture
def helpers(rosa, old, bo, chen, amina):
    """That Bo, Chen and Amina may help Rosa back in."""
    return [HelperFactory(holder=rosa, helper=each.user) for each in (bo, chen, amina)]


def at(helper, verb):
    return f"{HELPING}{helper.pk}/{verb}/"


@pytest.fixture
def waiting(helpers, told):
    """Bo and Chen said so."""
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    return NewCard.objects.get()


@pytest.fixture
def ready(waiting, time_machine):
    time_machine.move_to(waiting.ready_at + timedelta(hours=1), tick=True)
    return waiting


@pytest.fixture
def printed(ready, helpers):
    """The codes of the new card, which Bo printed."""
    return print_card(helper=helpers[0], batch=NEW)


def kinds(told):
    return sorted((user.display_name, kind.partition(".")[2]) for user, kind, _path in told)


class TestAsking:
    def test_one_asks_and_another_says_so_too(self, helpers, bo, chen, fresh, told):
        client = fresh(bo)
        assert "Did Rosa lose their card?" in client.get(at(helpers[0], "lost")).text
        assert not NewCard.objects.exists(), "looking asks for nothing"
        client.post(at(helpers[0], "lost"))
        assert told == [], "one alone disturbs nobody"
        assert "ask Rosa whom else they named" in client.get(HELPING).text
        assert "Somebody says that they lost their card." in fresh(chen).get(HELPING).text
        fresh(chen).post(at(helpers[1], "second"))
        asked = NewCard.objects.get()
        assert (asked.first, asked.second) == (bo.user, chen.user)
        assert timedelta(hours=71) < asked.ready_at - timezone.now() <= timedelta(hours=72)
        assert kinds(told) == [("Rosa", "new_card_asked")]

    def test_one_helper_alone_is_not_two(self, helpers, bo, fresh):
        client = fresh(bo)
        for verb in ("lost", "lost"):
            client.post(at(helpers[0], verb))
        refused = client.post(at(helpers[0], "second"))
        assert refused.status_code == 403
        assert "It takes two of you." in refused.text
        assert NewCard.objects.get().second is None

    def test_nor_in_the_database(self, rosa, bo):
        with pytest.raises(IntegrityError), transaction.atomic():
            NewCard.objects.create(
                holder=rosa, first=bo.user, second=bo.user, ends_on=timezone.localdate()
            )

    def test_who_asks_after_another_is_led_to_say_so_too(self, helpers, bo, chen, fresh):
        fresh(bo).post(at(helpers[0], "lost"))
        answer = fresh(chen).post(at(helpers[1], "lost"))
        assert answer["Location"] == at(helpers[1], "second")
        assert NewCard.objects.get().second is None

    def test_sent_twice_it_happens_once(self, waiting, helpers, bo, chen, fresh, told):
        ready_at = waiting.ready_at
        for client, verb in [(fresh(bo), "lost"), (fresh(chen), "second")] * 2:
            client.post(at(helpers[verb == "second"], verb))
        assert NewCard.objects.get().ready_at == ready_at
        assert kinds(told) == [("Rosa", "new_card_asked")]

    def test_a_third_changes_nothing(self, waiting, helpers, amina, chen, fresh):
        told = fresh(amina).post(at(helpers[2], "second"))
        assert told.status_code == 403
        assert "Two whom they named have said so already." in told.text
        assert NewCard.objects.get().second == chen.user

    @pytest.mark.parametrize("verb", ["lost", "second", "back", "print", "confirm", "end"])
    def test_nobody_who_was_not_named(self, waiting, helpers, newcomer, dara, fresh, verb):
        for stranger in (newcomer, dara):
            client = fresh(stranger)
            assert "Rosa" not in client.get(HELPING).text
            for helper in helpers:
                assert client.post(at(helper, verb), {"batch": NEW}).status_code == 404
        assert NewCard.objects.get() == waiting

    def test_who_was_taken_back_counts_no_more(self, helpers, told):
        ask_for_card(helper=helpers[0])
        end_helping(helper=helpers[0], by=helpers[0].helper)
        assert not NewCard.objects.exists()
        with pytest.raises(PermissionDenied):
            second_card(helper=helpers[1])
        with pytest.raises(PermissionDenied):
            ask_for_card(helper=helpers[0])

    @pytest.mark.parametrize(("who", "hear"), [("Chen", ["Bo", "Rosa"]), ("Rosa", ["Bo"])])
    def test_ended_while_it_waits_it_is_over(self, waiting, helpers, fresh, told, who, hear):
        """Neither who did it hears that, nor the helper who was taken back."""
        told.clear()
        helper = helpers[1]
        by, page = {"Chen": (helper.helper, HELPING), "Rosa": (helper.holder, "/me/helpers/")}[who]
        shown = fresh(by).post(f"{page}{helper.pk}/end/", follow=True).text
        assert ("they hear that it is not made" in shown) == (who == "Chen")
        assert not NewCard.objects.exists()
        assert kinds(told) == [(name, "new_card_ended") for name in hear]

    def test_who_hides_meanwhile_counts_no_more(self, ready, rosa, bo, chen, helpers, monkeypatch):
        pair = {rosa.pk, chen.user.pk}
        offer = (50, lambda user: pair - {user.pk} if user.pk in pair else set())
        monkeypatch.setattr(hooks.hidden, "_offers", [offer])
        with pytest.raises(PermissionDenied):
            print_card(helper=helpers[0], batch=NEW)
        assert not Card.objects.filter(confirmed=False).exists()

    def test_a_helper_takes_it_back_but_only_one_of_the_two(
        self, waiting, helpers, bo, amina, fresh, told
    ):
        assert fresh(amina).post(at(helpers[2], "back")).status_code == 403
        told.clear()
        fresh(bo).post(at(helpers[0], "back"))
        assert not NewCard.objects.exists()
        assert kinds(told) == [("Chen", "new_card_ended"), ("Rosa", "new_card_ended")]

    def test_so_often_in_a_day_and_no_more(self, helpers, bo, fresh, time_machine):
        time_machine.move_to(timezone.now().replace(hour=1), tick=True)
        client = fresh(bo)
        for _ in range(5):
            client.post(at(helpers[0], "lost"))
            client.post(at(helpers[0], "back"))
        assert not NewCard.objects.exists()
        time_machine.shift(timedelta(hours=2))
        page = client.post(at(helpers[0], "lost"), follow=True)
        assert "You asked for cards often today." in page.text
        assert not NewCard.objects.exists()
        time_machine.shift(timedelta(hours=24))
        client.post(at(helpers[0], "lost"))
        assert NewCard.objects.exists()

    def test_a_phone_lying_open_can_begin_and_nothing_more(self, helpers, bo, chen, client):
        client.force_login(bo.user)
        client.post(at(helpers[0], "lost"))
        assert NewCard.objects.exists()
        client.force_login(chen.user)
        for verb in ("second", "print", "confirm"):
            answer = client.post(at(helpers[1], verb), {"batch": NEW})
            assert answer["Location"].startswith("/sign-in/")
        assert NewCard.objects.get().second is None

    def test_the_word_of_one_is_forgotten_after_a_week(self, helpers, time_machine):
        ask_for_card(helper=helpers[0])
        time_machine.move_to(timezone.now() + timedelta(days=8))
        with pytest.raises(PermissionDenied):
            second_card(helper=helpers[1])
        forget_what_is_over()
        assert not NewCard.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_say_so_at_once_one_counts(self, helpers, told):
        ask_for_card(helper=helpers[0])

        def say(helper):
            try:
                second_card(helper=helper)
            except PermissionDenied:
                pass
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(say, [helpers[1], helpers[2]] * 2))
        assert NewCard.objects.get().second in {helpers[1].helper, helpers[2].helper}
        assert kinds(told) == [("Rosa", "new_card_asked")]


class TestStopping:
    def test_who_comes_in_by_the_old_card_sees_it_first_and_stops_it(self, waiting, old, told):
        client = Client()
        page = client.post("/sign-in/card/", {"code": old[0]}, follow=True)
        assert page.redirect_chain[-1][0].startswith("/me/new-card/")
        assert "Did you lose your card?" in page.text
        for name in ("Bo", "Chen"):
            assert f">{name}<" in page.text
        told.clear()
        stopped = client.post("/me/new-card/stop/", follow=True)
        assert "Bo and Chen asked for it" in stopped.text
        assert stopped.redirect_chain[-1][0] == "/me/helpers/", "where they are taken back"
        assert stopped.text.count("Take it back") >= 2
        assert not NewCard.objects.exists()
        assert kinds(told) == [("Bo", "new_card_ended"), ("Chen", "new_card_ended")]
        assert redeem(old[1]), "the card still works"

    def test_by_any_other_way_in_they_see_it_first_too(self, waiting, reachable):
        client = Client()
        typed = {"known_as": EMAIL, "password": PASSWORD, "next": "/join/"}
        answer = client.post("/sign-in/password/", typed)
        assert answer["Location"] == "/me/new-card/?next=%2Fjoin%2F"
        assert 'href="/join/"' in client.get(answer["Location"]).text
        stopped = client.post("/me/new-card/stop/", {"next": "/join/"})
        assert stopped["Location"] == "/join/"
        assert "you can take back that they may" in client.get("/join/").text

    def test_who_hides_by_then_is_not_named(self, waiting, rosa, bo, chen, fresh, hide):
        hide(rosa, bo.user)
        page = fresh(rosa).get("/me/new-card/").text
        assert ">Bo<" not in page
        assert ">Chen<" not in page, "or it would tell that the other hides"
        assert "can print a new card" not in page, "they cannot"
        assert "Stop it" in page
        stopped = fresh(rosa).post("/me/new-card/stop/", follow=True).text
        assert not NewCard.objects.exists()
        assert "asked for it" not in stopped
        assert ">Bo<" not in stopped

    def test_it_leads_nowhere_else(self, waiting, rosa, fresh):
        page = fresh(rosa).get("/me/new-card/?next=https://example.org/")
        assert "example.org" not in page.text.partition("<main")[2]

    def test_every_page_says_so_and_stops_it(self, waiting, rosa, bo, fresh):
        client = fresh(rosa)
        for page in ("/", "/me/", "/me/cards/", "/kept/"):
            assert NEWS in client.get(page).text
            assert NEWS not in fresh(bo).get(page).text
        for _ in range(2):
            assert client.post("/me/new-card/stop/").status_code == 302
        assert NEWS not in client.get("/me/").text
        assert not NewCard.objects.exists()

    def test_nothing_is_said_while_one_alone_says_so(self, helpers, rosa, fresh):
        ask_for_card(helper=helpers[0])
        client = fresh(rosa)
        assert NEWS not in client.get("/me/").text
        assert client.get("/me/new-card/")["Location"] == "/me/"

    def test_stopped_it_is_printed_no_more(self, ready, rosa, bo, helpers, fresh):
        fresh(rosa).post("/me/new-card/stop/")
        page = fresh(bo).post(at(helpers[0], "print"), {"batch": NEW}, follow=True)
        assert "There is no card to print now." in page.text

    def test_a_mail_that_tells_nothing_on_a_locked_phone(self, helpers, reachable):
        ask_for_card(helper=helpers[0])
        second_card(helper=helpers[1])
        sweep()
        (message,) = mail.outbox
        assert message.to == [EMAIL]
        assert "/me/notices/" in message.body
        for word in ("Bo", "Chen", "Rosa", "card"):
            assert not re.search(rf"\b{word}\b", message.subject + message.body)


class TestPrinting:
    @pytest.mark.parametrize(("hours", "status"), [(71, 403), (73, 200)])
    def test_not_before_72_hours(self, waiting, helpers, bo, fresh, time_machine, hours, status):
        time_machine.move_to(timezone.now() + timedelta(hours=hours), tick=True)
        answer = fresh(bo).post(at(helpers[0], "print"), {"batch": NEW})
        assert answer.status_code == status
        assert Card.objects.filter(confirmed=False).exists() == (status == 200)

    def test_both_hear_when_it_is_time(self, ready, told):
        told.clear()
        sweep()
        assert kinds(told) == [("Bo", "new_card_ready"), ("Chen", "new_card_ready")]

    def test_a_card_with_its_person_in_their_language(
        self, ready, helpers, chen, rosa, old, fresh, told
    ):
        rosa.language = "es"
        rosa.save()
        somewhere = fresh(rosa)
        told.clear()
        form = fresh(chen).get(at(helpers[1], "print"))
        assert "Is Rosa here with you?" in form.text
        batch = form.context["form"]["batch"].value()
        page = fresh(chen).post(at(helpers[1], "print"), {"batch": batch})
        codes = re.findall(r'<strong dir="ltr">([A-Z0-9-]+)<', page.text)
        assert len(codes) == CODES
        assert '<html lang="en"' in page.text, "the page is for Chen"
        assert 'lang="es" dir="ltr"' in page.text.partition("<article")[2]
        assert 'href="/me/helping/">I have printed it or written it down<' in page.text
        assert redeem(old[0]) is None
        assert somewhere.get("/me/").status_code == 302, "whoever found it is signed out"
        assert not NewCard.objects.exists()
        assert kinds(told) == [("Rosa", "new_card_printed")]
        assert redeem(codes[0]).card.user == rosa

    def test_sent_again_it_is_the_same_card_and_another_is_not_made(self, printed, helpers):
        assert print_card(helper=helpers[0], batch=NEW) == printed
        with pytest.raises(InUse):
            print_card(helper=helpers[0], batch="yet another secret of a page")
        with pytest.raises(InUse):
            print_card(helper=helpers[1], batch=NEW)
        redeem(printed[0])
        with pytest.raises(InUse):
            print_card(helper=helpers[0], batch=NEW)

    def test_not_by_a_third_helper(self, ready, helpers, amina, fresh):
        answer = fresh(amina).post(at(helpers[2], "print"), {"batch": NEW})
        assert answer.status_code == 403
        assert NewCard.objects.exists()

    def test_not_after_two_weeks(self, waiting, helpers, bo, fresh, time_machine):
        time_machine.move_to(waiting.ready_at + timedelta(days=15), tick=True)
        assert fresh(bo).post(at(helpers[0], "print"), {"batch": NEW}).status_code == 403
        assert not Card.objects.filter(confirmed=False).exists()

    def test_the_secret_of_another_page_makes_nothing(self, ready, helpers, bo):
        make_card(user=bo.user, batch=NEW)
        with pytest.raises(InUse):
            print_card(helper=helpers[0], batch=NEW)

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_print_at_once_one_does(self, ready, helpers, rosa):
        def one(number):
            try:
                return print_card(helper=helpers[number % 2], batch=f"{NEW} {number}")
            except InUse:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert len([*filter(None, pool.map(one, range(4)))]) == 1
        assert rosa.cards.filter(ended_on=None).count() == 1


@pytest.fixture
def back(printed):
    """Rosa's browser, in which she came in by the new card."""
    client = Client()
    assert client.post("/sign-in/card/", {"code": printed[0]}).status_code == 302
    return client


class TestUntilConfirmed:
    def test_pages_open_but_what_is_sealed_does_not(self, back, rosa):
        assert "Nobody has confirmed your new card yet." in back.get("/me/").text
        for closed in ("/me/identity/", "/me/data/show/", "/me/data/export/"):
            assert back.post(closed).status_code == 403
        for closed in ("/me/readings/", "/me/erase/", "/me/passkeys/", "/me/password/"):
            refused = back.get(closed)
            assert refused.status_code == 403
        assert not Access.objects.exists()
        for closed in ("/me/helpers/", HELPING):
            assert back.get(closed).status_code == 403
        assert back.post("/me/erase/", {"sure": "on"}).status_code == 403
        assert back.post("/me/cards/print/", {"batch": "x" * 40}).status_code == 403

    def test_another_way_in_stays_whole(self, back, rosa, fresh):
        assert fresh(rosa).get("/me/readings/").status_code == 200
        assert back.get("/me/readings/").status_code == 403

    def test_it_stays_closed_in_each_later_session(self, back, printed):
        later = Client()
        later.post("/sign-in/card/", {"code": printed[1]})
        assert later.get("/me/readings/").status_code == 403

    def test_in_the_same_browser_another_way_in_opens_it(self, reachable, back):
        assert back.get("/me/readings/").status_code == 403
        back.post("/sign-in/password/", {"known_as": EMAIL, "password": PASSWORD})
        assert back.get("/me/readings/").status_code == 200

    def test_ended_by_its_person_who_came_in_by_it_is_out(self, back, rosa, fresh):
        rosa.set_password("four words that differ")
        rosa.save()
        card = rosa.cards.get(ended_on=None)
        page = fresh(rosa).get("/me/cards/")
        assert "nobody has confirmed it" in page.text
        fresh(rosa).post(f"/me/cards/{card.pk}/end/")
        assert back.get("/me/").status_code == 302
        assert fresh(rosa).get("/me/").status_code == 200

    def test_it_cannot_stop_another_card(self, back, helpers, rosa, told):
        ask_for_card(helper=helpers[1])
        second_card(helper=helpers[2])
        assert back.post("/me/new-card/stop/").status_code == 403
        assert NewCard.objects.exists()

    @pytest.mark.once
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("confirmed", [True, False])
    def test_no_page_shows_anything_sealed(self, amina, bo, fresh, confirmed):
        """With all that can be sealed about somebody, and what they may see of others."""
        user = amina.user
        seal(user, "email", EMAIL, key=user.key)
        user.save()
        addresses = {page.name: page.address(amina) for page in pages()}
        home = addresses["networks:home"]
        turn = addresses["networks:touch_act"].replace("/sing/", "/messages/")
        welcome(by=bo, welcome=Welcome.objects.create(newcomer=amina), words=WORDS)
        of = Touch.objects.get(pk=re.search(r"/touch/(\d+)/", turn)[1]).of
        tell(of, network=NEWS_OF_ANOTHER, path=home)
        for member in (amina, bo, MemberFactory(network=amina.network)):
            keep_part(by=member)
        give_parts(by=amina, once=random_id())
        small = addresses["networks:picture_small"]
        if confirmed:
            client = fresh(amina)
        else:
            client = Client()
            come_in_by_unconfirmed_card(client, user)
        # First, while they are there: other pages end turns, and leave.
        names = ("networks:lockdown_part", "networks:welcome_words", "accounts:show_identity")
        answers = {name: client.post(addresses[name]) for name in names}
        answers |= {turn: client.post(turn), small: client.get(small)}
        for name, address in addresses.items():
            if not re.match("accounts:(sign_in|sign_out|quick_exit|end_all)", name):
                for method in (client.get, client.post):
                    answers[f"{name} {method.__name__}"] = method(address)
        assert client.get("/me/").status_code == 200, "signed in to the end"
        assert Access.objects.exists() == confirmed
        parts = {"accounts_user.email", "networks_part.words", "networks_welcome.words"}
        shown = {entry.place.rpartition(".")[0] for entry in Access.objects.all()}
        assert parts <= shown if confirmed else not shown
        pictures = [name for name, answer in answers.items() if is_picture(answer)]
        assert bool(pictures) == confirmed
        seen = [answer.text for answer in answers.values() if is_text(answer)]
        for secret in (WORDS, NEWS_OF_ANOTHER, EMAIL):
            assert any(secret in text for text in seen) == confirmed, secret


class TestConfirming:
    @pytest.fixture
    def code(self, back):
        return back.post("/me/new-card/code/").context["code"]

    def test_another_helper_meets_them_and_all_is_open(
        self, back, code, helpers, amina, rosa, fresh, told
    ):
        told.clear()
        assert "They have a new card." in fresh(amina).get(HELPING).text
        page = fresh(amina).post(at(helpers[2], "confirm"), {"code": code.lower()}, follow=True)
        assert "Confirmed. Thank you" in page.text
        again = fresh(amina).post(at(helpers[2], "confirm"), {"code": code}, follow=True)
        assert "It may be confirmed already." in again.text
        assert kinds(told) == [("Rosa", "card_confirmed")]
        assert back.get("/me/readings/").status_code == 200
        assert back.get("/me/helpers/").status_code == 200
        assert rosa.cards.get(ended_on=None).voices == set()
        assert not Session.objects.exclude(card=None).exists()

    @pytest.mark.parametrize("who", [0, 1])
    def test_not_who_asked_for_it(self, back, code, helpers, fresh, who):
        by = helpers[who]
        refused = fresh(by.helper).post(at(by, "confirm"), {"code": code})
        assert refused.status_code == 403
        assert "You asked for this card together." in refused.text
        Card.objects.update(made_on=timezone.localdate() - timedelta(days=30))
        assert fresh(by.helper).post(at(by, "confirm"), {"code": code}).status_code == 403
        assert back.get("/me/readings/").status_code == 403

    def test_of_only_two_the_second_after_seven_days(self, back, code, helpers, bo, chen, fresh):
        end_helping(helper=helpers[2], by=helpers[2].helper)
        Card.objects.update(made_on=timezone.localdate() - timedelta(days=6))
        early = fresh(chen).post(at(helpers[1], "confirm"), {"code": code})
        assert early.status_code == 403
        assert "only seven days after it was printed" in early.text
        Card.objects.update(made_on=timezone.localdate() - timedelta(days=7))
        assert fresh(bo).post(at(helpers[0], "confirm"), {"code": code}).status_code == 403
        assert back.get("/me/readings/").status_code == 403
        assert fresh(chen).post(at(helpers[1], "confirm"), {"code": code}).status_code == 302
        assert back.get("/me/readings/").status_code == 200

    def test_not_even_after_asking_anew(self, back, code, helpers, bo, fresh):
        ask_for_card(helper=helpers[0])
        assert fresh(bo).post(at(helpers[0], "confirm"), {"code": code}).status_code == 403

    def test_not_with_a_wrong_code_nor_that_of_another_nor_of_yesterday(
        self, back, code, helpers, chen, amina, fresh, time_machine
    ):
        other = code_to_show(chen.user, Purpose.CONFIRM)
        for wrong in ("ABCD-EFGH", other, "", "\x00", "x" * 41):
            page = fresh(amina).post(at(helpers[2], "confirm"), {"code": wrong})
            assert page.status_code == 422
        time_machine.shift(timedelta(days=1))
        assert fresh(amina).post(at(helpers[2], "confirm"), {"code": code}).status_code == 422
        assert back.get("/me/readings/").status_code == 403

    def test_not_who_was_taken_back(self, back, code, helpers, amina, fresh):
        end_helping(helper=helpers[2], by=helpers[2].holder)
        assert fresh(amina).post(at(helpers[2], "confirm"), {"code": code}).status_code == 404

    def test_only_who_waits_for_it_shows_a_code(self, rosa, fresh):
        client = fresh(rosa)
        assert client.get("/me/new-card/code/")["Location"] == "/me/"
        assert client.post("/me/new-card/code/")["Location"] == "/me/"


def test_no_column_holds_a_code_that_is_shown_or_printed(printed, rosa, bo):
    shown = [code_to_show(rosa, Purpose.CONFIRM), code_to_show(bo.user, Purpose.HELP)]
    rows = everything()
    for code in [*printed, *shown, NEW]:
        assert code not in rows


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"] if DEEP else ["ar"])
def test_9_named_lost_stopped_printed_and_confirmed(
    new_page, rosa, old, bo, chen, fresh, language, time_machine
):
    def phone_of(who):
        page = new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
        sign_in(page, who, client=fresh(who))
        set_language(page, language)
        return page

    def at(page, address, *press):
        page.goto(address)
        looks_well(page)
        for each in press:
            page.locator(each).first.click()
            page.wait_for_load_state()
            looks_well(page)

    def looks_well(page):
        assert_fits(page)
        assert_axe(page)

    hers, his, theirs = map(phone_of, (rosa, bo, chen))
    for helping in (his, theirs):
        at(helping, HELPING, "main form[action$='/code/'] button")
        hers.goto("/me/helpers/")
        hers.fill("#id_code", helping.locator(".code strong").inner_text())
        looks_well(hers)
        hers.locator("main form .button:not(.quiet)").click()
        looks_well(hers)
        hers.locator("main form .button:not(.quiet)").click()
        looks_well(hers)
    assert rosa.helpers.count() == 2

    def ask():
        at(his, HELPING, "main a[href$='/lost/']", "main form .danger")
        at(theirs, HELPING, "main a[href$='/second/']", "main form .danger")

    ask()
    at(hers, "/me/new-card/")
    at(hers, "/me/", "form[action='/me/new-card/stop/'] .button")
    assert not NewCard.objects.exists()
    ask()
    NewCard.objects.update(ready_at=timezone.now())
    at(his, HELPING, "main a[href$='/print/']", "main form .button")
    code = his.locator(".access-card strong[dir=ltr]").first.inner_text()
    hers.context.clear_cookies()
    set_language(hers, language)
    at(hers, f"/card/{code.replace('-', '')}/", "main form .button")
    at(hers, "/me/readings/")
    at(hers, "/me/new-card/code/", "main form .button")
    Card.objects.update(made_on=timezone.localdate() - timedelta(days=7))
    at(theirs, HELPING, "main a[href$='/confirm/']")
    theirs.fill("#id_code", hers.locator(".code strong").inner_text())
    theirs.locator("main form .button").click()
    theirs.locator(".messages .message").wait_for()
    hers.goto("/me/readings/")
    assert Card.objects.get(ended_on=None).confirmed
